/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A driver that was not in the distribution: from the drop to its stream, over restarts, until it is taken away. */
class InstallIT {
    private static final Duration ACTS = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String DRIVER = "io.sluice.driver.sample";
    private static final String WAITS = "cam: .*-> WAITING_FOR_DRIVER";
    private static final String YAML = """
            streams:
              cam: "sample:"
            preload:
              cam: video
            """;

    @Test
    void aStreamThatWaitedStartsByItselfAndTheDriverSurvivesRestartsAndTheLossOfTheCache() throws Exception {
        Path home = ServerProcess.homeWith(YAML);
        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            awaitLine(server, WAITS, 1, Pace.of(ACTS));

            BundleCopy.version(BundleCopy.built(DRIVER), "1.0.0", home.resolve("deploy/mine.jar"));
            awaitLine(
                    server,
                    "event=bundle.installed.*" + DRIVER + " 1.0.0 from mine.jar \\(sha256 [0-9a-f]{64}",
                    1,
                    Pace.of(ACTS));
            watch(server);
            assertThat(server.terminate(LIMIT)).isZero();
        }
        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            watch(server);
            // It was there from the start: the framework's cache had it.
            assertThat(count(server, "event=bundle.installed")).isEqualTo(1);
            assertThat(server.terminate(LIMIT)).isZero();
        }
        delete(home.resolve("cache"));
        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            awaitLine(server, "event=bundle.installed", 2, LIMIT);
            watch(server);
        }
    }

    @Test
    void theStreamWaitsAgainWithItsViewersWhenTheDriverIsTakenAway() throws Exception {
        Path home = ServerProcess.homeWith(YAML);
        Path jar = BundleCopy.version(
                BundleCopy.built(DRIVER),
                "1.0.0",
                Files.createDirectories(home.resolve("deploy")).resolve("mine.jar"));
        try (ServerProcess server = ServerProcess.launch(home);
                RtspReaders readers = RtspReaders.open()) {
            server.awaitBanner();
            awaitLine(server, DRIVER + " 1.0.0 serves", 1, LIMIT);
            List<RtspReader> viewers = readers.join(url(server), 3);
            RtspReaders.awaitUnits(viewers, 3, LIMIT);

            long waited = count(server, WAITS);
            Path away = Files.move(jar, home.resolve("run/away.jar"));
            awaitLine(server, "event=bundle.removed.*" + DRIVER, 1, Pace.of(ACTS));
            awaitLine(server, WAITS, waited + 1, Pace.of(ACTS));
            assertThat(viewers).allMatch(viewer -> viewer.state() == RtspReader.State.PLAYING);
            long seen = viewers.get(0).units();

            Files.move(away, jar);
            awaitLine(server, DRIVER + " 1.0.0 serves", 2, Pace.of(ACTS));
            RtspReaders.awaitUnits(viewers, seen + 3, LIMIT);
            assertThat(viewers).allMatch(viewer -> viewer.state() == RtspReader.State.PLAYING);
        }
    }

    private static String url(ServerProcess server) {
        return "rtsp://127.0.0.1:" + server.rtspPort() + "/cam";
    }

    private static void watch(ServerProcess server) {
        try (RtspReaders readers = RtspReaders.open()) {
            RtspReaders.awaitUnits(readers.join(url(server), 1), 3, LIMIT);
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(directory)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }

    private static void awaitLine(ServerProcess server, String pattern, long times, Duration limit) {
        Await.until(times + " times '" + pattern + "' in the log", limit, () -> count(server, pattern) >= times);
    }

    private static long count(ServerProcess server, String pattern) throws IOException {
        return server.log().stream()
                .filter(line -> line.matches(".*" + pattern + ".*"))
                .count();
    }
}
