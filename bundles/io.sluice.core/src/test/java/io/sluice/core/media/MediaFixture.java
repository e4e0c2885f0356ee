/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.core.feed.FeedEvents;
import io.sluice.core.feed.SharedFeed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A stream's media with one thread, a clock set by hand, and everything it said. */
final class MediaFixture implements AutoCloseable, MediaEvents, FeedEvents {
    static final Codec H264 = Codec.of(Codec.H264, 90_000, 0);
    static final Codec OPUS = Codec.of(Codec.OPUS, 48_000, 2);

    final ManualClock clock = new ManualClock();
    final MediaThreads threads = new MediaThreads(1, Duration.ofMillis(200));
    private final MediaThread thread = threads.assign(StreamName.of("all"));
    final StreamMedia media = media("test");
    final List<String> said = new CopyOnWriteArrayList<>();
    private long generations;

    StreamMedia media(String name) {
        return new StreamMedia(StreamName.of(name), thread, clock);
    }

    MediaGeneration generation() {
        return media.generation(++generations);
    }

    Inlet video(MediaGeneration generation) {
        return generation.inlet(MediaKind.VIDEO, H264, this);
    }

    Inlet audio(MediaGeneration generation) {
        return generation.inlet(MediaKind.AUDIO, OPUS, this);
    }

    static AccessUnit key(long pts) {
        return AccessUnit.of(new byte[20], pts, true);
    }

    static AccessUnit delta(long pts) {
        return AccessUnit.of(new byte[20], pts, false);
    }

    /** A feed of video in slot 0 and audio in slot 1. */
    static SharedFeed feed(Supplier<Packaging> packaging) {
        return feed(packaging, new Track(0, MediaKind.VIDEO, H264), new Track(1, MediaKind.AUDIO, OPUS));
    }

    static SharedFeed feed(Supplier<Packaging> packaging, Track... tracks) {
        return new SharedFeed("test", List.of(tracks), packaging);
    }

    SharedFeed open(Supplier<Packaging> packaging) {
        SharedFeed feed = feed(packaging);
        media.open(feed, this);
        settle();
        return feed;
    }

    /** Waits until everything that was said to the media before is done. */
    void settle() {
        var done = new CountDownLatch(1);
        media.intake().add(done::countDown);
        await(done);
        // Readers are woken at the end of the batch, which the thread is in now.
        var rested = new CountDownLatch(1);
        thread.execute(rested::countDown);
        await(rested);
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).as("in time").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void codec(Inlet inlet, Codec codec) {
        said.add("codec " + codec + " " + codec.parameters());
    }

    @Override
    public void firstUnit(Inlet inlet) {
        said.add("first " + inlet.kind() + " of " + inlet.generation().number());
    }

    @Override
    public void primed(SharedFeed feed) {
        said.add("primed");
    }

    @Override
    public void failed(SharedFeed feed, Reason reason, String text) {
        said.add("failed " + reason);
    }

    @Override
    public void close() {
        media.close();
        threads.close();
    }
}
