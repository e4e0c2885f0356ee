/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.faults;

import static io.sluice.itest.faults.FaultyServer.figure;
import static io.sluice.itest.faults.FaultyServer.scaled;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.ServerProcess;
import io.sluice.testkit.Await;
import io.sluice.testkit.camera.Clip;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.line.Line;
import io.sluice.testkit.rtsp.ChannelCounts;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What viewers do to a server, with somebody who watches the same stream and must not notice. */
class ViewerFaultsIT {
    /** So many pictures a second that sockets fill and groups pass quickly. */
    private static final int PICTURES = 150;

    private static final int CROWD = 200;
    private static final int ROUNDS = 3;
    private static final int STORM_SECONDS = 3;

    private static FakeCamera camera;
    private static FakeCamera small;
    private static FaultyServer server;
    private static RtspReaders readers;
    private static RtspReader watcher;

    private int files;
    private int threads;

    @BeforeAll
    static void start() throws IOException {
        camera = FakeCamera.options().picturesPerSecond(PICTURES).start();
        small = FakeCamera.options().clip(Clip.IDR_LOST_QCIF).start();
        server = new FaultyServer(ServerProcess.start("""
                streams:
                  hall: "%s"
                  yard: "%s"
                tuning: { linger: 0s, slow_close: 4s, stall: 20s, check_interval: 200ms }
                """.formatted(camera.url(), small.url())));
        readers = RtspReaders.open();
        watcher = readers.join(server.url("hall"));
        watcher.awaitUnits(PICTURES, Scene.LIMIT);
    }

    @AfterAll
    static void stop() {
        readers.close();
        server.close();
        camera.close();
        small.close();
    }

    @BeforeEach
    void begin() {
        files = server.files();
        threads = server.threads();
    }

    /** The watcher has lost nothing, and what was taken was given back. */
    @AfterEach
    void nobodyNoticed() {
        watcher.awaitUnits(watcher.units() + PICTURES, Scene.LIMIT);
        ChannelCounts seen = watcher.video();
        assertThat(seen.continuous()).as("%s", seen).isTrue();
        assertThat(camera.statistic("conns")).isEqualTo(1);
        server.awaitBaseline(files, threads);
        assertThat(server.forgotten()).as("CLOSE_WAIT").isZero();
        assertThat(server.errors()).isEmpty();
    }

    /** zero window; the write time-out closes them, and the log is shared: no memory for each. */
    @Test
    void twoHundredThatStopReadingAreClosedAndHoldUpNobody() {
        List<RtspReader> stuck = readers.join(server.url("hall"), CROWD);
        stuck.forEach(reader -> reader.stall(true));
        RtspReaders.awaitPlaying(stuck, Scene.LIMIT);
        long before = server.residentKb();
        Await.until(
                "all of them are closed",
                Scene.LIMIT,
                () -> server.lines("hall", "rtsp.closed").stream()
                                .filter(line -> line.text().contains("SLOW"))
                                .count()
                        >= CROWD);
        long grown = server.residentKb() - before;
        assertThat(grown).as("KiB for %d viewers", CROWD).isLessThan(CROWD * 1024L);
        figure("X-18", CROWD + " viewers with a zero window: memory grew by " + grown / 1024 + " MiB in all");
        stuck.forEach(RtspReader::teardown);
    }

    /** it jumps to the newest key picture, as often as it must. */
    @Test
    void oneWithTooNarrowALineSkipsToKeyPictures() {
        try (Line line = Line.to(server.process().rtspPort())) {
            line.narrow(200_000); // the stream has 900 kB a second
            RtspReader narrow = readers.join("rtsp://127.0.0.1:" + line.port() + "/hall");
            narrow.awaitPlaying(Scene.LIMIT);
            Await.until(
                    () -> "it skips: " + narrow,
                    Scene.LIMIT,
                    () -> narrow.counts().get(0).gaps() >= 2);
            ChannelCounts seen = narrow.video();
            assertThat(seen.brokenFragments()).as("units stay whole: %s", seen).isZero();
            assertThat(seen.unitsUnmarked()).isZero();
            assertThat(seen.timestampsBack()).isZero();
            line.narrow(0);
            narrow.awaitUnits(narrow.units() + 2L * PICTURES, Scene.LIMIT);
            long gaps = narrow.video().gaps();
            narrow.awaitUnits(narrow.units() + PICTURES, Scene.LIMIT);
            assertThat(narrow.video().gaps()).as("whole again").isEqualTo(gaps);
            figure("X-17", gaps + " jumps of " + seen.lost() / Math.max(1, seen.gaps()) + " packets each");
            narrow.teardown();
            Await.until(
                    "the log says how often",
                    Scene.LIMIT,
                    () -> server.lines()
                            .anyMatch(said -> said.text().matches(".*stream=hall.* [1-9][0-9]* skipped.*")));
        }
    }

    /** X-34 and go2rtc 116: the list of streams was empty after many had left at once. */
    @Test
    void twoHundredThatLeaveAtOnceLeaveTheStreamAsItWas() {
        for (int round = 0; round < ROUNDS; round++) {
            try (RtspReaders crowd = RtspReaders.open()) {
                RtspReaders.awaitUnits(crowd.join(server.url("yard"), CROWD), 5, Scene.LIMIT);
            }
            RtspReader next = readers.join(server.url("yard"));
            next.awaitUnits(5, Scene.LIMIT);
            next.teardown();
        }
        assertThat(small.statistic("most_open")).isEqualTo(1);
    }

    /**
     * X-33, on the server's own port, with the effect on one who watches already: they say nothing, ask and do not wait
     * for the answer, begin to ask, or wait; one resets, the next one closes. Shortened, unless it soaks.
     */
    @Test
    void aStormOfConnectionsIsNotNoticedByWhoWatches() throws Exception {
        long pause = watcher.video().worstPauseMs();
        boolean soaks = Integer.getInteger("sluice.soak", 0) > 0;
        int seconds = soaks ? 60 : STORM_SECONDS;
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int made = 0;
        int answers = 0;
        while (System.nanoTime() < endNs) {
            try (var socket = new Socket(
                    InetAddress.getLoopbackAddress(), server.process().rtspPort())) {
                // A minute of them would use up the ports of this machine.
                socket.setSoLinger(soaks || made % 2 == 0, 0);
                answers += storms(socket, made / 2 % 4);
                made++;
            }
        }
        assertThat(made).isGreaterThan(seconds);
        assertThat(answers).as("who waits is answered").isEqualTo(asked(made));
        long longest = watcher.video().worstPauseMs();
        assertThat(longest).isLessThan(scaled(Duration.ofMillis(pause + 50)).toMillis());
        figure(
                "X-33",
                made / seconds + " connections a second: longest pause of a viewer " + pause + " -> " + longest
                        + " ms");
    }

    /** @return 1 for an answer */
    private static int storms(Socket socket, int kind) throws IOException {
        String request = "OPTIONS rtsp://localhost/hall RTSP/1.0\r\nCSeq: 1\r\n\r\n";
        int length = kind == 0 ? 0 : kind == 1 ? request.length() / 2 : request.length();
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII), 0, length);
        if (kind < 3) {
            return 0;
        }
        socket.setSoTimeout((int) Scene.LIMIT.toMillis());
        String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        assertThat(status).isEqualTo("RTSP/1.0 200");
        return 1;
    }

    /** Of so many, every fourth pair waits for an answer. */
    private static int asked(int made) {
        return (int) IntStream.range(0, made).filter(i -> i / 2 % 4 == 3).count();
    }
}
