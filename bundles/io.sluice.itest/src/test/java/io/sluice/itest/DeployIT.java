/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.toy.Behaviour;
import io.sluice.testkit.Await;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Drivers dropped into {@code HOME/deploy} of a running server, whose other stream has viewers all the time. */
class DeployIT {
    private static final Duration ACTS = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TOY = "io.sluice.itest.toy";

    private static ServerProcess server;
    private static RtspReaders readers;
    private static List<RtspReader> others;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start("""
                streams:
                  demo: "demo:"
                  cam: "toy:"
                preload:
                  cam: video
                """);
        readers = RtspReaders.open();
        others = readers.join("rtsp://127.0.0.1:" + server.rtspPort() + "/demo", 10);
        RtspReaders.awaitUnits(others, 25, LIMIT);
    }

    @AfterAll
    static void theOtherStreamLostNothing() throws Exception {
        try (ServerProcess open = server;
                RtspReaders joined = readers) {
            RtspReaders.awaitUnits(others, others.get(0).units() + 25, LIMIT);
            assertThat(others).allSatisfy(reader -> {
                assertThat(reader.state()).isEqualTo(RtspReader.State.PLAYING);
                assertThat(reader.video().continuous()).as("%s", reader.video()).isTrue();
            });
            assertThat(open.log()).noneMatch(line -> line.contains(" ERROR "));
            joined.close();
        }
    }

    @Test
    void aDriverActsWithinTwoSecondsAndSoDoItsUpdateAndItsRemoval() throws Exception {
        Path deploy = server.home().resolve("deploy");
        Path built = Dist.workDirectory("deploy");
        Path second = ToyExam.toyJar(TOY, 2, "toy", Behaviour.WELL).build(built);
        assertThat(count("cam: .*-> WAITING_FOR_DRIVER .*DRIVER_MISSING")).isEqualTo(1);

        Path jar = ToyExam.toyJar(TOY, 1, "toy", Behaviour.WELL).build(deploy);
        awaitLine(TOY + " 1.0.0 serves \\[toy]", 1);
        awaitLine("cam: .*-> LIVE", 1);

        // As an operator should: written beside it, then moved over the old one.
        Path draft = Files.copy(second, deploy.resolve("toy.tmp"));
        Files.move(draft, jar, StandardCopyOption.ATOMIC_MOVE);
        awaitLine(TOY + " 1.0.0 went", 1);
        awaitLine(TOY + " 2.0.0 serves \\[toy]", 1);
        awaitLine("cam: .*-> LIVE", 2);

        Files.delete(jar);
        awaitLine(TOY + " 2.0.0 went", 1);
        awaitLine("cam: .*-> WAITING_FOR_DRIVER .*DRIVER_MISSING", 2);
    }

    @Test
    void aBrokenJarIsRefusedWithOneLine() throws Exception {
        Path deploy = server.home().resolve("deploy");
        int before = server.log().size();
        Path broken = deploy.resolve("broken-1.0.0.jar");
        Path draft = Files.writeString(deploy.resolve("broken.tmp"), "this is no jar");
        Files.move(draft, broken, StandardCopyOption.ATOMIC_MOVE);

        awaitLine("broken-1.0.0.jar", 1);
        // A bundle that is dropped later is there: the folder was scanned since, and nothing more was said.
        Path marker = marker("marker", "1.0.0", "marker").build(deploy);
        awaitLine("started: marker", 1);

        List<String> log = server.log();
        List<String> said = log.subList(before, log.size()).stream()
                .filter(line -> !line.contains("io.sluice.itest.toy") && !line.contains("stream=cam"))
                .filter(line -> !line.contains("marker") && !line.contains("twin") && !line.contains("lacking"))
                .toList();
        assertThat(said).singleElement().asString().contains("event=bundle.refused", "broken-1.0.0.jar");
        Files.delete(broken);
        Files.delete(marker);
        awaitLine("stopped: marker", 1);
    }

    @Test
    void aBundleThatLacksAPackageIsNamedAndStartsWhenThePackageComes() throws Exception {
        Path deploy = server.home().resolve("deploy");
        Path jar = FixtureBundle.of("io.sluice.itest.lacking", "1.0.0")
                .packages("io.sluice.itest.fixture")
                .header("Import-Package", "no.such.thing,*")
                .header("Bundle-Activator", "io.sluice.itest.fixture.LoggingActivator")
                .text("text.txt", "lacking")
                .build(deploy);
        awaitLine("io.sluice.itest.lacking-1.0.0.jar is not installed: it needs package no.such.thing", 1);

        Path provider = FixtureBundle.of("io.sluice.itest.providing", "1.0.0")
                .header("Export-Package", "no.such.thing")
                .header("-includeresource", "no/such/thing/x.txt;literal=x")
                .build(deploy);
        awaitLine("started: lacking", 1);
        Files.delete(jar);
        Files.delete(provider);
        awaitLine("stopped: lacking", 1);
    }

    @Test
    void theOlderOfTwoFilesWithOneNameStays() throws Exception {
        Path deploy = server.home().resolve("deploy");
        Path first = marker("twin", "1.0.0", "first").build(deploy);
        awaitLine("started: first", 1);
        Path second = marker("twin", "2.0.0", "second").build(deploy);
        awaitLine(
                "twin-2.0.0.jar is not installed: io.sluice.itest.twin is there already"
                        + " from io.sluice.itest.twin-1.0.0.jar, which stays",
                1);
        assertThat(count("started: second")).isZero();

        Files.delete(first);
        awaitLine("stopped: first", 1);
        awaitLine("started: second", 1);
        Files.delete(second);
        awaitLine("stopped: second", 1);
    }

    private static FixtureBundle marker(String name, String version, String text) {
        return FixtureBundle.of("io.sluice.itest." + name, version)
                .packages("io.sluice.itest.fixture")
                .header("Bundle-Activator", "io.sluice.itest.fixture.LoggingActivator")
                .text("text.txt", text);
    }

    private static void awaitLine(String pattern, long times) {
        Await.until(
                () -> times + " times '" + pattern + "' in the log:\n" + tail(),
                Pace.of(ACTS),
                () -> count(pattern) >= times);
    }

    private static long count(String pattern) throws IOException {
        return server.log().stream()
                .filter(line -> line.matches(".*" + pattern + ".*"))
                .count();
    }

    private static String tail() {
        try {
            List<String> lines = server.log();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
