/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import static io.sluice.core.media.MediaFixture.delta;
import static io.sluice.core.media.MediaFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed.Overflow;
import io.sluice.api.stream.Handover;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.UnitWriter;
import io.sluice.core.feed.SharedFeed;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A feed whose packaging is replaced by that of the bundle's next version, while readers read. */
class FeedHandOverTest {
    private final MediaFixture fixture = new MediaFixture();
    private final MediaGeneration generation = fixture.generation();
    private final Inlet video = fixture.video(generation);

    /** Numbers its units, and leaves the number. */
    private static class Numbering extends TestPackaging {
        private long number;

        @Override
        public void append(int track, AccessUnit unit, UnitWriter out) {
            out.buffer().put((byte) 'U').put((byte) track).putLong(number++);
        }

        @Override
        public @Nullable Handover handOver() {
            return new Handover("numbering", 1, Bytes.of((byte) number));
        }

        @Override
        public boolean adopt(Handover state) {
            number = state.state().at(0);
            return state.is("numbering", 1);
        }
    }

    @BeforeEach
    void connect() {
        fixture.media.connect(video, 0);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private SharedFeed opened(Supplier<? extends TestPackaging> packaging) {
        SharedFeed feed = fixture.open(packaging::get);
        video.deliver(key(0));
        video.deliver(delta(3_000));
        fixture.settle();
        return feed;
    }

    private void handOver(SharedFeed feed) throws Exception {
        CompletionStage<Void> done = fixture.media.handOver(feed);
        done.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void theNextPackagingGoesOnWhereTheLastOneEnded() throws Exception {
        SharedFeed feed = opened(Numbering::new);
        Cursor cursor = feed.open("viewer", Overflow.SKIP_TO_KEY);
        handOver(feed);
        video.deliver(delta(6_000));
        video.deliver(delta(9_000));
        fixture.settle();
        assertThat(TestPackaging.read(cursor)).containsExactly("P1", "0:0", "0:1");
        assertThat(feed.ended()).isNull();

        var next = new Numbering();
        fixture.media.adopt(feed, (key, state) -> next);
        video.deliver(delta(12_000));
        fixture.settle();
        assertThat(TestPackaging.read(cursor)).containsExactly("0:2", "0:3", "0:4");
        assertThat(next.begun).hasSize(1);
        assertThat(feed.epoch()).isEqualTo(1);
        assertThat(TestPackaging.read(feed.open("late", Overflow.SKIP_TO_KEY))).startsWith("P1", "0:0");
    }

    @Test
    void readersAreWokenForWhatWaited() throws Exception {
        SharedFeed feed = opened(Numbering::new);
        handOver(feed);
        video.deliver(delta(6_000));
        fixture.settle();
        var woken = new CountDownLatch(1);
        feed.onAppend(woken::countDown);
        fixture.media.adopt(feed, (key, state) -> new Numbering());
        MediaFixture.await(woken);
    }

    @Test
    void manyVersionsFollowEachOther() throws Exception {
        SharedFeed feed = opened(Numbering::new);
        Cursor cursor = feed.open("viewer", Overflow.SKIP_TO_KEY);
        TestPackaging.read(cursor);
        for (int i = 0; i < 50; i++) {
            handOver(feed);
            video.deliver(delta(6_000 + i * 3_000L));
            fixture.media.adopt(feed, (key, state) -> new Numbering());
            fixture.settle();
            assertThat(TestPackaging.read(cursor)).containsExactly("0:" + (i + 2));
        }
    }

    @Test
    void aNewCodingBeginsAnEpochBehindWhatWaited() throws Exception {
        SharedFeed feed = opened(Numbering::new);
        Cursor cursor = feed.open("viewer", Overflow.SKIP_TO_KEY);
        TestPackaging.read(cursor);
        handOver(feed);
        video.deliver(delta(6_000));
        video.codec(MediaFixture.H264.with("profile-level-id", "42e01f"));
        video.deliver(key(9_000));
        var next = new Numbering();
        fixture.media.adopt(feed, (key, state) -> next);
        fixture.settle();
        assertThat(TestPackaging.read(cursor)).containsExactly("0:2", "P2", "0:3");
        assertThat(next.begun.get(0).get(0).codec()).isEqualTo(MediaFixture.H264);
    }

    @Test
    void aPackagingThatLeavesNothingEndsItsFeed() throws Exception {
        SharedFeed feed = opened(TestPackaging::new);
        handOver(feed);
        fixture.settle();
        assertThat(feed.ended()).isEqualTo(Reason.BUNDLE_STOPPED);
        assertThat(fixture.said).endsWith("failed BUNDLE_STOPPED");
    }

    @Test
    void aPackagingThatCannotGoOnEndsItsFeed() throws Exception {
        SharedFeed feed = opened(Numbering::new);
        Cursor cursor = feed.open("viewer", Overflow.SKIP_TO_KEY);
        handOver(feed);
        fixture.media.adopt(feed, (key, state) -> new TestPackaging());
        fixture.settle();
        assertThat(feed.ended()).isEqualTo(Reason.BUNDLE_STOPPED);
        assertThat(TestPackaging.read(cursor)).containsExactly("P1", "0:0", "0:1");
        assertThat(cursor.ended()).isEqualTo(Reason.BUNDLE_STOPPED);
    }

    @Test
    void oneThatHangsWhileItHandsOverIsGivenUp() throws Exception {
        var stuck = new CountDownLatch(1);
        try {
            SharedFeed feed = opened(() -> new Numbering() {
                @Override
                public @Nullable Handover handOver() {
                    MediaFixture.await(stuck);
                    return null;
                }
            });
            handOver(feed);
            MediaFixture.await(() -> feed.ended() != null);
            assertThat(feed.ended()).isEqualTo(Reason.PACKAGING_FAILED);
        } finally {
            stuck.countDown();
        }
    }

    @Test
    void whatWaitsIsBounded() throws Exception {
        SharedFeed feed = opened(Numbering::new);
        handOver(feed);
        for (int i = 0; i < 40 && feed.ended() == null; i++) {
            video.deliver(AccessUnit.of(new byte[1 << 20], 6_000 + i * 3_000L, false));
            fixture.settle();
        }
        assertThat(feed.ended()).isEqualTo(Reason.LIMIT);
    }

    @Test
    void aFeedThatEndsWhileItWaitsIsNotTakenUpAgain() throws Exception {
        SharedFeed feed = opened(Numbering::new);
        handOver(feed);
        fixture.media.end(feed, Reason.NO_VIEWER);
        var next = new Numbering();
        fixture.media.adopt(feed, (key, state) -> next);
        fixture.settle();
        assertThat(feed.ended()).isEqualTo(Reason.NO_VIEWER);
        assertThat(next.begun).isEmpty();
    }
}
