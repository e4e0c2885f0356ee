/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.testkit.Await;
import io.sluice.testkit.Leaks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The publisher and the readers against a relay that knows just enough RTSP. */
class RtspLoopTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void whatIsPublishedArrivesWithoutAGap() throws Exception {
        try (var relay = Relay.start();
                var publisher = RtspPublisher.start(relay.url("live"), 100, 10, 30_000, 2_000);
                var readers = RtspReaders.open()) {
            List<RtspReader> joined = readers.join(relay.url("live"), 10);
            RtspReaders.awaitPlaying(joined, SOON);
            RtspReaders.awaitUnits(joined, 60, SOON);

            for (RtspReader reader : joined) {
                ChannelCounts video = reader.video();
                assertThat(video.continuous()).as("%s", video).isTrue();
                assertThat(video.keyUnits()).isGreaterThanOrEqualTo(5);
                assertThat(video.unitsUnmarked()).isZero();
                assertThat(video.timestampsBack()).isZero();
                assertThat(video.lastFrame() - video.firstFrame() + 1).isEqualTo(video.units());
                assertThat(reader.firstPictureMs()).isNotNegative();
            }
            assertThat(publisher.failure()).isEmpty();
            assertThat(publisher.sent()).isGreaterThanOrEqualTo(60);
        }
    }

    @Test
    void packetsThatAreMissingAreSeen() throws Exception {
        try (var relay = Relay.start();
                var readers = RtspReaders.open()) {
            relay.dropEvery(50);
            try (var publisher = RtspPublisher.start(relay.url("live"), 100, 10, 30_000, 2_000)) {
                RtspReader reader = readers.join(relay.url("live"));
                reader.awaitUnits(60, SOON);

                ChannelCounts video = reader.video();
                assertThat(video.continuous()).isFalse();
                assertThat(video.gaps()).isPositive().isEqualTo(video.lost());
                assertThat(publisher.failure()).isEmpty();
            }
        }
    }

    @Test
    void whatTheServerRefusesIsSaid() throws Exception {
        try (var relay = Relay.start();
                var readers = RtspReaders.open()) {
            RtspReader reader = readers.join(relay.url("forbidden"));
            reader.awaitEnded(SOON);

            assertThat(reader.failure()).isEqualTo("DESCRIBE: RTSP/1.0 403 Forbidden");
            assertThatThrownBy(() -> RtspPublisher.start(relay.url("forbidden")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("ANNOUNCE: RTSP/1.0 403 Forbidden");
        }
    }

    @Test
    void aPublisherThatLosesItsConnectionSaysSo() throws Exception {
        var relay = Relay.start();
        try (var publisher = RtspPublisher.start(relay.url("live"))) {
            relay.close();
            publisher.awaitEnded(SOON);

            assertThat(publisher.failure()).isNotEmpty();
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        Leaks.Snapshot before = Leaks.ofThisJvm();
        try (var relay = Relay.start();
                var publisher = RtspPublisher.start(relay.url("live"));
                var readers = RtspReaders.open()) {
            readers.join(relay.url("live"), 5).forEach(reader -> reader.awaitUnits(5, SOON));
            readers.join(relay.url("live")).teardown();
            assertThat(publisher.sent()).isPositive();
            assertThat(Leaks.ofThisJvm().since(before))
                    .contains("+1 thread sluice-test-readers", "+1 thread sluice-test-publisher")
                    .anyMatch(line -> line.matches("\\+1 socket tcp6? LISTEN .*:" + relay.port()));
        }
        Leaks.awaitNothingSince(before, Leaks::ofThisJvm);
    }

    @Test
    void aStalledReaderReadsNothing() throws Exception {
        try (var relay = Relay.start();
                var publisher = RtspPublisher.start(relay.url("live"), 100, 10, 3_000, 1_000);
                var readers = RtspReaders.open()) {
            RtspReader reader = readers.join(relay.url("live"));
            reader.awaitUnits(5, SOON);
            reader.stall(true);
            reader.counts(); // now it has been heard
            long units = reader.units();

            long sent = publisher.sent();
            Await.until("more is sent", SOON, () -> publisher.sent() > sent + 20);
            assertThat(reader.units()).isEqualTo(units);
            reader.stall(false);
            reader.awaitUnits(units + 20, SOON);
        }
    }
}
