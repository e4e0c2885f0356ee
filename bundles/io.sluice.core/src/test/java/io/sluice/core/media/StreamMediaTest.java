/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import static io.sluice.core.media.MediaFixture.delta;
import static io.sluice.core.media.MediaFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.TrackSink.Delivery;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed.Overflow;
import io.sluice.api.stream.Reason;
import io.sluice.core.feed.SharedFeed;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamMediaTest {
    private final MediaFixture fixture = new MediaFixture();
    private final StreamMedia media = fixture.media;
    private final MediaGeneration generation = fixture.generation();
    private final Inlet video = fixture.video(generation);
    private final Inlet audio = fixture.audio(generation);

    @AfterEach
    void close() {
        fixture.close();
    }

    private void connect() {
        media.connect(video, 0);
        media.connect(audio, 1);
    }

    @Test
    void deliversUnitsToAFeed() {
        connect();
        SharedFeed feed = fixture.open(TestPackaging::new);
        Cursor cursor = feed.open("viewer", Overflow.SKIP_TO_KEY);
        video.deliver(key(1000));
        audio.deliver(key(0));
        video.deliver(delta(4000));
        fixture.settle();
        assertThat(TestPackaging.read(cursor)).containsExactly("P1", "0:900000", "1:479467", "0:903000");
        assertThat(feed.units()).isEqualTo(3);
        assertThat(feed.epoch()).isEqualTo(1);
        assertThat(feed.logBytes()).isEqualTo(30);
        assertThat(fixture.said).containsExactly("primed", "first VIDEO of 1", "first AUDIO of 1");
    }

    @Test
    void primesAFeedWithTheNewestGroup() {
        connect();
        video.deliver(key(0));
        video.deliver(delta(3000));
        video.deliver(key(6000));
        audio.deliver(key(960));
        video.deliver(delta(9000));
        SharedFeed feed = fixture.open(TestPackaging::new);
        Cursor cursor = feed.open("viewer", Overflow.SKIP_TO_KEY);
        assertThat(TestPackaging.read(cursor)).containsExactly("P1", "0:906000", "1:480960", "0:909000");
        assertThat(fixture.said).endsWith("primed");
        video.deliver(delta(12_000));
        fixture.settle();
        assertThat(TestPackaging.read(cursor)).containsExactly("0:912000");
    }

    @Test
    void keepsUnitsThatComeBeforeTheConnection() {
        video.deliver(key(0));
        video.codec(MediaFixture.H264.with("profile-level-id", "42e01f"));
        video.deliver(key(3000));
        fixture.settle();
        assertThat(media.stats(0)).isNull();
        connect();
        SharedFeed feed = fixture.open(TestPackaging::new);
        assertThat(TestPackaging.read(feed.open("viewer", Overflow.SKIP_TO_KEY)))
                .containsExactly("P1", "0:903000");
        assertThat(feed.tracks().get(0).codec().parameter("profile-level-id")).isEqualTo("42e01f");
        assertThat(media.stats(0).units()).isEqualTo(2);
    }

    @Test
    void keepsNoMoreThanItsBoundBeforeTheConnection() {
        for (int i = 0; i < 1000; i++) {
            assertThat(video.deliver(key(i * 3000L))).isEqualTo(Delivery.ACCEPTED);
            if (i % 500 == 0) {
                fixture.settle();
            }
        }
        connect();
        fixture.settle();
        assertThat(media.stats(0).units()).isEqualTo(Inlet.MAX_HELD);
        assertThat(media.stats(0).dropped()).isEqualTo(1000 - Inlet.MAX_HELD);
        assertThat(media.pendingUnits()).isZero();
    }

    @Test
    void waitsForAKeyUnitAfterEveryConnection() {
        connect();
        video.deliver(delta(0));
        video.deliver(key(3000));
        fixture.settle();
        assertThat(media.stats(0).dropped()).isEqualTo(1);
        SharedFeed feed = fixture.open(TestPackaging::new);
        Cursor cursor = feed.open("viewer", Overflow.SKIP_TO_KEY);
        TestPackaging.read(cursor);

        Inlet next = fixture.video(fixture.generation());
        media.connect(next, 0);
        fixture.settle();
        assertThat(media.stats(0).flowing()).isFalse();
        assertThat(video.deliver(key(0))).isEqualTo(Delivery.CLOSED);
        fixture.clock.advance(Duration.ofSeconds(2));
        next.deliver(delta(77_000));
        next.deliver(key(80_000));
        fixture.settle();
        assertThat(TestPackaging.read(cursor)).containsExactly("0:1080000");
        assertThat(media.stats(0).flowing()).isTrue();
        assertThat(fixture.said).endsWith("first VIDEO of 2");
    }

    @Test
    void treatsEveryOpaqueUnitAsKey() {
        Inlet opaque = generation.inlet(MediaKind.VIDEO, Codec.of(Codec.OPAQUE, 90_000, 0), fixture);
        media.connect(opaque, 0);
        opaque.deliver(delta(0));
        fixture.settle();
        SharedFeed feed =
                MediaFixture.feed(TestPackaging::new, new Track(0, MediaKind.VIDEO, Codec.of(Codec.OPAQUE, 90_000, 0)));
        media.open(feed, fixture);
        fixture.settle();
        assertThat(TestPackaging.read(feed.open("viewer", Overflow.SKIP_TO_KEY)))
                .containsExactly("P1", "0:900000");
    }

    @Test
    void dropsWhatIsQueuedOfAnEndedGeneration() throws Exception {
        connect();
        fixture.settle();
        var hold = new CountDownLatch(1);
        media.intake().add(() -> MediaFixture.await(hold));
        assertThat(video.deliver(key(0))).isEqualTo(Delivery.ACCEPTED);
        generation.close();
        assertThat(video.deliver(key(0))).isEqualTo(Delivery.CLOSED);
        assertThat(generation.inlet(MediaKind.AUDIO, MediaFixture.OPUS, fixture).deliver(key(0)))
                .isEqualTo(Delivery.CLOSED);
        hold.countDown();
        fixture.settle();
        assertThat(media.stats(0).units()).isZero();
        assertThat(media.pendingUnits()).isZero();
    }

    @Test
    void refusesUnitsWhenItsQueueIsFullUntilAKeyUnitFits() {
        connect();
        fixture.settle();
        var hold = new CountDownLatch(1);
        media.intake().add(() -> MediaFixture.await(hold));
        assertThat(video.deliver(key(0))).isEqualTo(Delivery.ACCEPTED);
        for (int i = 1; i < Intake.MAX_UNITS; i++) {
            assertThat(video.deliver(delta(i))).isEqualTo(Delivery.ACCEPTED);
        }
        assertThat(video.deliver(delta(9000))).isEqualTo(Delivery.DROPPED_QUEUE_FULL);
        assertThat(video.deliver(delta(9000))).isEqualTo(Delivery.DROPPED_UNTIL_KEY);
        assertThat(audio.deliver(key(0))).isEqualTo(Delivery.DROPPED_QUEUE_FULL);
        assertThat(video.deliver(key(9000))).isEqualTo(Delivery.DROPPED_QUEUE_FULL);
        assertThat(media.pendingUnits()).isEqualTo(Intake.MAX_UNITS);
        hold.countDown();
        fixture.settle();
        assertThat(video.deliver(delta(9000))).isEqualTo(Delivery.DROPPED_UNTIL_KEY);
        assertThat(audio.deliver(key(0))).isEqualTo(Delivery.ACCEPTED);
        assertThat(video.deliver(key(9000))).isEqualTo(Delivery.ACCEPTED);
        assertThat(video.deliver(delta(9000))).isEqualTo(Delivery.ACCEPTED);
        fixture.settle();
        assertThat(media.stats(0).dropped()).isEqualTo(4);
        assertThat(media.stats(1).dropped()).isEqualTo(1);
    }

    /** what lay in the sockets while this server stood still. */
    @Test
    void dropsWhatIsStaleUntilSomebodyLooksAfterTheSourceAgain() {
        connect();
        generation.freshUntil(fixture.clock.nowNs() + 3_000_000_000L);
        fixture.clock.advance(Duration.ofSeconds(2));
        assertThat(video.deliver(key(0))).isEqualTo(Delivery.ACCEPTED);
        fixture.clock.advance(Duration.ofSeconds(2));
        assertThat(video.deliver(key(3000))).isEqualTo(Delivery.DROPPED_UNTIL_KEY);
        assertThat(audio.deliver(key(3000))).isEqualTo(Delivery.DROPPED_UNTIL_KEY);
        generation.freshUntil(fixture.clock.nowNs() + 3_000_000_000L);
        assertThat(video.deliver(delta(6000))).isEqualTo(Delivery.DROPPED_UNTIL_KEY);
        assertThat(audio.deliver(key(6000))).isEqualTo(Delivery.ACCEPTED);
        assertThat(video.deliver(key(9000))).isEqualTo(Delivery.ACCEPTED);
    }

    @Test
    void boundsItsQueueByBytes() {
        connect();
        fixture.settle();
        var hold = new CountDownLatch(1);
        media.intake().add(() -> MediaFixture.await(hold));
        var big = AccessUnit.of(new byte[Inlet.MAX_UNIT_BYTES], 0, true);
        for (int i = 0; i < 4; i++) {
            assertThat(video.deliver(big)).isEqualTo(Delivery.ACCEPTED);
        }
        assertThat(video.deliver(big)).isEqualTo(Delivery.DROPPED_QUEUE_FULL);
        hold.countDown();
        fixture.settle();
        assertThat(video.deliver(big)).isEqualTo(Delivery.ACCEPTED);
    }

    @Test
    void refusesUnitsOfMoreThanEightMebibytes() {
        connect();
        var tooLarge = AccessUnit.of(new byte[Inlet.MAX_UNIT_BYTES + 1], 0, true);
        assertThat(video.deliver(tooLarge)).isEqualTo(Delivery.DROPPED_TOO_LARGE);
        assertThat(video.deliver(delta(3000))).isEqualTo(Delivery.DROPPED_UNTIL_KEY);
        assertThat(audio.deliver(tooLarge)).isEqualTo(Delivery.DROPPED_TOO_LARGE);
        assertThat(audio.deliver(key(0))).isEqualTo(Delivery.ACCEPTED);
    }

    @Test
    void doesNotLoseAChangeOfCodingWhenItsQueueIsFull() {
        connect();
        fixture.settle();
        var hold = new CountDownLatch(1);
        media.intake().add(() -> MediaFixture.await(hold));
        for (int i = 0; i < Intake.MAX_UNITS; i++) {
            audio.deliver(key(i));
        }
        video.codec(MediaFixture.H264.with("profile-level-id", "640028"));
        hold.countDown();
        fixture.settle();
        assertThat(fixture.said).noneMatch(s -> s.startsWith("codec"));
        video.deliver(key(0));
        fixture.settle();
        assertThat(fixture.said).containsSubsequence("codec h264/90000 {profile-level-id=640028}", "first VIDEO of 1");
    }

    @Test
    void beginsAnEpochWhenTheCodingBecomesKnown() {
        connect();
        var packaging = new TestPackaging();
        SharedFeed feed = fixture.open(() -> packaging);
        Cursor cursor = feed.open("viewer", Overflow.SKIP_TO_KEY);
        video.deliver(key(0));
        fixture.settle();
        assertThat(TestPackaging.read(cursor)).containsExactly("P1", "0:900000");
        video.codec(MediaFixture.H264);
        Codec known = MediaFixture.H264.with("profile-level-id", "42e01f");
        video.codec(known);
        video.codec(known);
        video.deliver(key(3000));
        fixture.settle();
        assertThat(TestPackaging.read(cursor)).containsExactly("P2", "0:903000");
        assertThat(packaging.begun).hasSize(2);
        assertThat(packaging.begun.get(1).get(0).codec()).isEqualTo(known);
        assertThat(fixture.said).containsOnlyOnce("codec h264/90000 {profile-level-id=42e01f}");
    }

    @Test
    void endsFeedsWhoseTrackGetsAnotherFormat() {
        connect();
        SharedFeed feed = fixture.open(TestPackaging::new);
        video.deliver(key(0));
        video.codec(Codec.of(Codec.H265, 90_000, 0));
        video.deliver(key(3000));
        fixture.settle();
        Cursor cursor = feed.open("viewer", Overflow.SKIP_TO_KEY);
        assertThat(TestPackaging.read(cursor)).containsExactly("P1", "0:900000");
        assertThat(cursor.ended()).isEqualTo(Reason.CODEC_CHANGED);
        assertThat(fixture.said).contains("failed CODEC_CHANGED");
    }

    @Test
    void endsFeedsWhoseTrackComesBackInAnotherFormat() {
        connect();
        SharedFeed feed = fixture.open(TestPackaging::new);
        media.connect(fixture.generation().inlet(MediaKind.VIDEO, Codec.of(Codec.VP8, 90_000, 0), fixture), 0);
        fixture.settle();
        assertThat(feed.ended()).isEqualTo(Reason.CODEC_CHANGED);
    }

    @Test
    void wakesReadersOnceForEachBatch() {
        connect();
        SharedFeed feed = fixture.open(TestPackaging::new);
        var woken = new AtomicInteger();
        Runnable remove = feed.onAppend(woken::incrementAndGet);
        var hold = new CountDownLatch(1);
        media.intake().add(() -> MediaFixture.await(hold));
        for (int i = 0; i < 20; i++) {
            video.deliver(key(i * 3000L));
        }
        hold.countDown();
        fixture.settle();
        assertThat(woken).hasValue(1);
        remove.run();
        remove.run();
        video.deliver(key(99_000));
        fixture.settle();
        assertThat(woken).hasValue(1);
    }

    @Test
    void tellsReadersOfTheEnd() {
        connect();
        SharedFeed feed = fixture.open(TestPackaging::new);
        var woken = new AtomicInteger();
        feed.onAppend(woken::incrementAndGet);
        assertThat(media.end(feed, Reason.KICKED)).isCompleted();
        assertThat(feed.ended()).isEqualTo(Reason.KICKED);
        fixture.settle();
        assertThat(woken).hasValue(1);
        feed.onAppend(woken::incrementAndGet);
        assertThat(woken).as("late ones hear it at once").hasValue(2);
        assertThat(fixture.said).containsExactly("primed");
    }

    @Test
    void goesOnWithoutAWakeUpThatThrows() {
        connect();
        SharedFeed feed = fixture.open(TestPackaging::new);
        var woken = new AtomicInteger();
        feed.onAppend(() -> {
            throw new IllegalStateException("planned");
        });
        feed.onAppend(woken::incrementAndGet);
        video.deliver(key(0));
        fixture.settle();
        video.deliver(key(3000));
        fixture.settle();
        assertThat(woken).hasValue(2);
    }

    @Test
    void releasesASlot() {
        connect();
        video.deliver(key(0));
        media.release(0);
        fixture.settle();
        assertThat(media.stats(0)).isNull();
        assertThat(video.deliver(key(3000))).isEqualTo(Delivery.CLOSED);
    }

    @Test
    void countsWhatComesIn() {
        connect();
        fixture.settle();
        assertThat(media.stats(0).lastUnitNs()).isEqualTo(SlotStats.NEVER);
        for (int i = 0; i < 5; i++) {
            video.deliver(i % 2 == 0 ? key(i * 45_000L) : delta(i * 45_000L));
            fixture.clock.advance(Duration.ofMillis(500));
        }
        fixture.settle();
        SlotStats stats = media.stats(0);
        assertThat(stats.units()).isEqualTo(5);
        assertThat(stats.bytes()).isEqualTo(100);
        assertThat(stats.keyIntervalMs()).isEqualTo(1000);
        assertThat(stats.flowing()).isTrue();
        assertThat(fixture.clock.nowNs() - stats.lastUnitNs()).isEqualTo(500_000_000L);
    }

    @Test
    void listsItsReadersUntilTheyAreClosed() {
        SharedFeed feed = fixture.open(TestPackaging::new);
        Cursor one = feed.open("one", Overflow.SKIP_TO_KEY);
        Cursor two = feed.open("two", Overflow.FAIL);
        assertThat(feed.readers()).extracting(SharedFeed.Reader::name).containsExactlyInAnyOrder("one", "two");
        one.close();
        assertThat(feed.readers()).extracting(SharedFeed.Reader::cursor).containsExactly(two);
    }

    @Test
    void closesEverything() {
        connect();
        SharedFeed feed = fixture.open(TestPackaging::new);
        media.close();
        media.close();
        fixture.settle();
        assertThat(feed.ended()).isEqualTo(Reason.REMOVED);
        assertThat(fixture.threads.logBytes()).isZero();
        assertThat(video.deliver(key(0))).isEqualTo(Delivery.CLOSED);
        SharedFeed late = MediaFixture.feed(TestPackaging::new);
        media.open(late, fixture);
        fixture.settle();
        assertThat(late.ended()).isEqualTo(Reason.REMOVED);
    }
}
