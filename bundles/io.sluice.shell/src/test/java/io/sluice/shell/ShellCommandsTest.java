/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Source;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.DriverInfo;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamInfo.ConsumerInfo;
import io.sluice.api.stream.StreamInfo.FeedInfo;
import io.sluice.api.stream.StreamInfo.SourceInfo;
import io.sluice.api.stream.StreamInfo.TrackInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.StreamState;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ShellCommandsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private static final StreamInfo HALL = new StreamInfo(
            StreamName.of("hall"),
            StreamState.RECONNECTING,
            Reason.REFUSED,
            "connection refused",
            NOW.minusMillis(3400),
            List.of(new SourceInfo(
                    Source.of("rtsp://user:S3cr3t@192.0.2.7/a").toString(),
                    "io.sluice.driver.rtsp 0.1.0",
                    StreamState.RECONNECTING,
                    Reason.REFUSED,
                    "connection refused\u001B[31m",
                    NOW.plusMillis(800),
                    7,
                    1)),
            List.of(new TrackInfo(
                    1, 0, MediaKind.VIDEO, Codec.of(Codec.H264, 90_000, 0), NOW.minusSeconds(4), 100, 5000, 2, 1000)),
            List.of(new ConsumerInfo(
                    "v1",
                    "rtsp",
                    "192.0.2.9:5000",
                    "",
                    List.of(1),
                    List.of(),
                    90,
                    4000,
                    1,
                    0,
                    NOW.minusSeconds(300),
                    "tcp",
                    "")),
            List.of(new FeedInfo("rtsp-tcp/0", List.of(1), 1, 100, 4096, 1)));

    private static final StreamInfo IDLE = new StreamInfo(
            StreamName.of("t\u00fcr"),
            StreamState.IDLE,
            Reason.NONE,
            "",
            NOW,
            List.of(),
            List.of(),
            List.of(),
            List.of());

    private static ShellCommands shell(CompletableFuture<?> answer) {
        var registry = (StreamRegistry) Proxy.newProxyInstance(
                ShellCommandsTest.class.getClassLoader(),
                new Class<?>[] {StreamRegistry.class},
                (proxy, method, arguments) -> answer);
        return new ShellCommands(registry, Duration.ofMillis(50));
    }

    @Test
    void listsStreamsInColumns() {
        assertThat(shell(CompletableFuture.completedFuture(List.of(HALL, IDLE))).streams())
                .isEqualTo("""
                        NAME  STATE         REASON   SOURCES  VIEWERS  TRACKS
                        hall  RECONNECTING  REFUSED  1        1        h264/90000
                        t\u00fcr   IDLE                   0        0""");
    }

    @Test
    void showsEverythingOfOneStreamButItsCredentials() {
        assertThat(StreamText.of(HALL, NOW)).isEqualTo("""
                        hall: RECONNECTING for 3.4 s, REFUSED: connection refused
                        Sources
                          0 rtsp://user:***@192.0.2.7/a
                            RECONNECTING, REFUSED: connection refused?[31m
                            driver io.sluice.driver.rtsp 0.1.0, generation 7, next try in 0.8 s, 1 calls abandoned
                        Tracks
                          1 VIDEO h264/90000, source 0
                            100 units, 5000 bytes, 2 dropped, last 4.0 s ago, key unit every 1000 ms
                        Viewers
                          v1 rtsp from 192.0.2.9:5000, tracks [1]
                            90 units, 4000 bytes, 1 skipped, for 5 min
                        Feeds
                          rtsp-tcp/0 of tracks [1]: 1 readers, 100 units, 4096 bytes kept, epoch 1""");
    }

    @Test
    void showsAStreamWithoutAnything() {
        assertThat(StreamText.of(IDLE, NOW)).isEqualTo("""
                        t\u00fcr: IDLE for 0.0 s
                        Sources: none: somebody publishes to it
                        Tracks: none known
                        Viewers: none""");
    }

    @Test
    void listsDrivers() {
        var driver = new DriverInfo(
                List.of("rtsp", "rtsps"),
                "io.sluice.driver.rtsp 0.1.0",
                DriverInfo.State.STANDBY,
                2,
                1,
                "another is newer");
        assertThat(shell(CompletableFuture.completedFuture(List.of(driver))).drivers())
                .isEqualTo("""
                        SCHEMES      BUNDLE                       STATE    OPEN  ABANDONED  WHY
                        rtsp, rtsps  io.sluice.driver.rtsp 0.1.0  STANDBY  2     1          another is newer""");
        assertThat(shell(CompletableFuture.completedFuture(List.of())).drivers())
                .isEqualTo("no drivers");
    }

    @Test
    void failuresAreOneLine() {
        var missing = new StreamException(Reason.NOT_FOUND, "no stream x");
        assertThat(shell(CompletableFuture.failedFuture(missing)).stream("x")).isEqualTo("NOT_FOUND: no stream x");
        assertThat(shell(CompletableFuture.failedFuture(new IllegalStateException("boom")))
                        .streams())
                .isEqualTo("failed: boom");
        assertThat(shell(new CompletableFuture<>()).streams()).isEqualTo("no answer within 0.0 s; see the log");
        assertThat(shell(new CompletableFuture<>()).stream("..")).startsWith("stream name has the part ..");
    }
}
