/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import io.sluice.testkit.Leaks;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A thousand conversations that are nearly right, with a server whose heap has room for little: it stays healthy, its
 * other viewers lose nothing, and nothing stays behind.
 */
class RtspGarbageIT {
    private static final int AT_ONCE = 8;
    private static final int PER_CHECK = 100;
    private static final int CONVERSATIONS = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** What the second half may take beyond the first one: pages of the heap that were not touched before. */
    private static final long MORE_RSS_BYTES = 64L << 20;

    @Test
    void staysHealthyWhateverIsSaidToIt() throws Exception {
        Path home = ServerProcess.homeWith("""
                streams:
                  demo: "demo:"
                  in:
                tuning:
                  linger: 0s
                """);
        try (ServerProcess server = ServerProcess.launch(home, Map.of("SLUICE_JAVA_OPTS", "-Xmx64m"));
                RtspReaders readers = RtspReaders.open()) {
            server.awaitBanner();
            List<RtspReader> viewers = readers.join("rtsp://127.0.0.1:" + server.rtspPort() + "/demo", 2);
            RtspReaders.awaitUnits(viewers, 10, LIMIT);
            int startup = server.log().size();
            int count = CONVERSATIONS * (1 + 10 * Integer.getInteger("sluice.soak", 0));
            // The server is warm after the first half: the second one costs nothing that stays.
            int answers = speak(server, 0, count / 2);
            assertThat(answers).as("most conversations come far").isGreaterThan(count / 2);
            Leaks.Snapshot before = Leaks.of(server.pid());
            long rssBefore = rss(server);

            speak(server, count / 2, count);

            Await.until(
                    () -> "left behind: " + left(server, before),
                    LIMIT,
                    () -> left(server, before).isEmpty());
            assertThat(rss(server) - rssBefore).isLessThan(MORE_RSS_BYTES);
            RtspReaders.awaitUnits(viewers, viewers.get(0).units() + 25, LIMIT);
            assertThat(viewers).allSatisfy(viewer -> {
                assertThat(viewer.state()).isEqualTo(RtspReader.State.PLAYING);
                assertThat(viewer.video().continuous()).as("%s", viewer.video()).isTrue();
            });
            List<String> log = server.log();
            assertThat(log.subList(startup, log.size()).stream()
                            .filter(line -> line.contains(" ERROR ") || line.contains("Exception")))
                    .isEmpty();
        }
    }

    /** Gives how many answers there were. */
    private static int speak(ServerProcess server, int from, int to) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        int answers = 0;
        try {
            for (int first = from; first < to; first += PER_CHECK) {
                List<Future<Integer>> running = new ArrayList<>();
                for (int i = first; i < first + PER_CHECK; i++) {
                    RtspGarbage garbage = new RtspGarbage(server.rtspPort(), i);
                    running.add(threads.submit(garbage::speak));
                }
                for (int i = 0; i < running.size(); i++) {
                    try {
                        answers += running.get(i).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new AssertionError("conversation " + (first + i), e);
                    }
                }
                HttpAnswer health = HttpAnswer.curl("http://127.0.0.1:" + server.httpPort() + "/healthz");
                assertThat(health.status())
                        .as("after conversation %d: %s", first, health)
                        .isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }
        return answers;
    }

    /** Without the threads of the health checks: their pool grows while the answers are slow. */
    private static List<String> left(ServerProcess server, Leaks.Snapshot before) {
        return Leaks.of(server.pid()).since(before).stream()
                .filter(line -> !line.contains("HealthCheck") && !line.contains("hc-thread"))
                .toList();
    }

    private static long rss(ServerProcess server) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
