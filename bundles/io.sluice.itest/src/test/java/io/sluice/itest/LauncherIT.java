/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server as a process: how it starts, refuses to start, and ends. */
class LauncherIT {
    private static final String NO_STREAMS = "streams: {}\n";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration REFUSE_LIMIT = Duration.ofSeconds(20);
    private static final Duration DEPLOY_LIMIT = Duration.ofSeconds(2);

    @Test
    void sigtermEndsItWithinFiveSecondsWithNothingLeft() throws Exception {
        try (ServerProcess server = ServerProcess.start(NO_STREAMS)) {
            List<ProcessHandle> children = server.descendants();

            assertThat(server.terminate(Pace.of(STOP_LIMIT))).isZero();

            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(server.log()).last().asString().contains("stopped");
        }
    }

    @Test
    void startsAgainInTheHomeOfAServerThatWasKilled() throws Exception {
        Path home;
        try (ServerProcess server = ServerProcess.start(NO_STREAMS)) {
            home = server.home();
        }

        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            assertThat(server.terminate(Pace.of(STOP_LIMIT))).isZero();
        }
    }

    @Test
    void aHomeInUseIsOneLineAndItsOwnerGoesOn() throws Exception {
        try (ServerProcess server = ServerProcess.start(NO_STREAMS);
                ServerProcess second = ServerProcess.launch(server.home())) {
            assertThat(second.awaitExit(REFUSE_LIMIT)).isEqualTo(73);
            assertThat(second.err())
                    .isEqualTo("sluice: home " + server.home() + " is in use by another server (process " + server.pid()
                            + ")\n");
            assertThat(second.out()).isEmpty();
            assertThat(server.terminate(Pace.of(STOP_LIMIT))).isZero();
        }
    }

    @Test
    void aBrokenConfigurationIsOneLineThatNamesFileAndLine() throws Exception {
        Path home = ServerProcess.homeWith("streams: {}\nrtsp:\n  listen: [\n");
        try (ServerProcess server = ServerProcess.launch(home)) {
            assertThat(server.awaitExit(REFUSE_LIMIT)).isEqualTo(65);
            assertThat(server.err())
                    .startsWith("sluice: ")
                    .contains(home + "/conf/sluice.yaml:")
                    .hasLineCount(1);
            assertThat(server.out()).isEmpty();
        }
    }

    @Test
    void aTakenPortIsOneLineThatNamesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            Path home = ServerProcess.homeWith(NO_STREAMS);
            try (ServerProcess server = ServerProcess.launch(home, "--set", "rtsp.listen=" + listen)) {
                assertThat(server.awaitExit(REFUSE_LIMIT)).isEqualTo(69);
                assertThat(server.err()).startsWith("sluice: ").contains(listen).hasLineCount(1);
                assertThat(server.out()).isEmpty();
            }
        }
    }

    @Test
    void checkSaysWhatIsWrongWithoutStartingAnything() throws Exception {
        Path home = ServerProcess.homeWith("streams: {}\n");
        Path good = home.resolve("conf/sluice.yaml");
        Path bad = Files.writeString(home.resolve("bad.yaml"), "streams: {}\nrtsp:\n  listen: [\n");
        String script = Dist.directory().resolve("sluice").toString();

        try (ServerProcess check = ServerProcess.command(List.of(script, "check", good.toString()))) {
            assertThat(check.awaitExit(REFUSE_LIMIT)).isZero();
        }
        try (ServerProcess check = ServerProcess.command(List.of(script, "check", bad.toString()))) {
            assertThat(check.awaitExit(REFUSE_LIMIT)).isEqualTo(2);
            assertThat(check.err()).startsWith(bad + ":");
        }
    }

    @Test
    void aWrongOptionIsOneLine() throws Exception {
        try (ServerProcess server = ServerProcess.launch(Dist.workDirectory("unused"), "--fast")) {
            assertThat(server.awaitExit(REFUSE_LIMIT)).isEqualTo(64);
            assertThat(server.err()).isEqualTo("sluice: unknown option '--fast' of run; try 'help'\n");
        }
    }

    @Test
    void noJavaIsOneLine() throws Exception {
        Path nowhere = Path.of("/nowhere/java");
        try (ServerProcess server = ServerProcess.launch(nowhere, Dist.workDirectory("unused"))) {
            assertThat(server.awaitExit(REFUSE_LIMIT)).isEqualTo(72);
            assertThat(server.err()).isEqualTo("sluice: JAVA_HOME is /nowhere/java, which is no Java 17 or newer\n");
        }
    }

    @Test
    void aBundleDroppedIntoDeployActsWithinTwoSeconds() throws Exception {
        try (ServerProcess server = ServerProcess.start(NO_STREAMS)) {
            Path deploy = server.home().resolve("deploy");

            Path jar = fixture("first").build(deploy);
            awaitLog(server, "started: first");
            fixture("second").build(deploy);
            awaitLog(server, "started: second");
            Files.delete(jar);
            awaitLog(server, "stopped: second");

            assertThat(server.terminate(Pace.of(STOP_LIMIT))).isZero();
        }
    }

    @Test
    void aDroppedBundleIsThereAgainAfterARestart() throws Exception {
        Path home;
        try (ServerProcess server = ServerProcess.start(NO_STREAMS)) {
            home = server.home();
            fixture("kept").build(home.resolve("deploy"));
            awaitLog(server, "started: kept");
            server.terminate(Pace.of(STOP_LIMIT));
        }
        Files.delete(home.resolve("logs/sluice.log"));
        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            awaitLog(server, "started: kept");
        }
    }

    private static FixtureBundle fixture(String text) {
        return FixtureBundle.of("io.sluice.itest.dropped", "1.0.0")
                .packages("io.sluice.itest.fixture")
                .header("Bundle-Activator", "io.sluice.itest.fixture.LoggingActivator")
                .text("text.txt", text);
    }

    private static void awaitLog(ServerProcess server, String text) {
        Await.until("log line '" + text + "'", Pace.of(DEPLOY_LIMIT), () -> hasLine(server, text));
    }

    private static boolean hasLine(ServerProcess server, String text) throws IOException {
        return server.log().stream().anyMatch(line -> line.endsWith(text));
    }

    @Test
    void startsOnTheNewestJavaOfThisMachine() throws Exception {
        Path newest = Javas.newest();
        try (ServerProcess server = ServerProcess.launch(newest, ServerProcess.homeWith(NO_STREAMS))) {
            server.awaitBanner();

            assertThat(server.out()).contains("on Java " + Javas.release(newest));
            assertThat(server.err()).doesNotContain("WARNING");
            assertThat(server.terminate(Pace.of(STOP_LIMIT))).isZero();
        }
    }
}
