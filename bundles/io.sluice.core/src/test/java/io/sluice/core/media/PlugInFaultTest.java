/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import static io.sluice.core.media.MediaFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed.Overflow;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.UnitWriter;
import io.sluice.core.feed.SharedFeed;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packagings that break their contract end their own feed, and nothing else. */
class PlugInFaultTest {
    private final MediaFixture fixture = new MediaFixture();
    private final StreamMedia media = fixture.media;
    private final Inlet video = fixture.video(fixture.generation());
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        fixture.close();
    }

    /** A packaging or supplier with a name for the report. */
    record Fault(String name, Supplier<Packaging> supplier) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault("supplier throws", () -> {
                    throw new IllegalStateException("planned");
                }),
                new Fault("supplier makes nothing", () -> null),
                new Fault("bound is negative", () -> new TestPackaging() {
                    @Override
                    public int boundBytes(int track, AccessUnit unit) {
                        return -1;
                    }
                }),
                new Fault("bound is without measure", () -> new TestPackaging() {
                    @Override
                    public int boundBytes(int track, AccessUnit unit) {
                        return Integer.MAX_VALUE;
                    }
                }),
                new Fault("preamble is without measure", () -> new TestPackaging() {
                    @Override
                    public int preambleBoundBytes() {
                        return Integer.MAX_VALUE;
                    }
                }),
                new Fault("append writes too much", () -> new TestPackaging() {
                    @Override
                    public int boundBytes(int track, AccessUnit unit) {
                        return 9;
                    }
                }),
                new Fault("begin writes too much", () -> new TestPackaging() {
                    @Override
                    public int preambleBoundBytes() {
                        return 9;
                    }
                }),
                new Fault("append has a linkage error", () -> new TestPackaging() {
                    @Override
                    public void append(int track, AccessUnit unit, UnitWriter out) {
                        throw new NoClassDefFoundError("planned");
                    }
                }),
                new Fault("append has no stack left", () -> new TestPackaging() {
                    @Override
                    public void append(int track, AccessUnit unit, UnitWriter out) {
                        throw new StackOverflowError("planned");
                    }
                }),
                new Fault("begin throws", () -> new TestPackaging() {
                    @Override
                    public void begin(List<Track> tracks, UnitWriter preamble) {
                        throw new IllegalStateException("planned");
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void endsItsOwnFeedOnly(Fault fault) {
        media.connect(video, 0);
        SharedFeed good = fixture.open(TestPackaging::new);
        SharedFeed bad = fixture.open(fault.supplier());
        SharedFeed other = fixture.open(TestPackaging::new);
        video.deliver(key(0));
        video.deliver(key(3000));
        fixture.settle();
        assertThat(bad.ended()).isEqualTo(Reason.PACKAGING_FAILED);
        assertThat(bad.units()).isZero();
        assertThat(fixture.said).containsOnlyOnce("failed PACKAGING_FAILED");
        assertThat(good.units()).isEqualTo(2);
        assertThat(other.units()).isEqualTo(2);
    }

    @Test
    void survivesAnInterruptOfItsThread() {
        media.connect(video, 0);
        SharedFeed feed = fixture.open(() -> new TestPackaging() {
            @Override
            public void append(int track, AccessUnit unit, UnitWriter out) {
                Thread.currentThread().interrupt();
                super.append(track, unit, out);
            }
        });
        video.deliver(key(0));
        fixture.settle();
        video.deliver(key(3000));
        fixture.settle();
        assertThat(feed.units()).isEqualTo(2);
    }

    /** Hangs in its third append until released, whatever happens. */
    private final class Hanging extends TestPackaging {
        private final CountDownLatch inside = new CountDownLatch(1);
        private int appended;

        @Override
        public void append(int track, AccessUnit unit, UnitWriter out) {
            super.append(track, unit, out);
            appended++;
            if (appended == 3) {
                hang(inside);
            }
        }
    }

    private void hang(CountDownLatch inside) {
        inside.countDown();
        boolean released = false;
        while (!released) {
            try {
                released = release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // As a plug-in that swallows it.
                released = false;
            }
        }
    }

    @RepeatedTest(20)
    void anotherThreadTakesOverFromOneThatHangs() {
        media.connect(video, 0);
        StreamMedia neighbour = fixture.media("neighbour");
        Inlet neighbourVideo = fixture.video(neighbour.generation(1));
        neighbour.connect(neighbourVideo, 0);
        SharedFeed neighbourFeed = MediaFixture.feed(TestPackaging::new);
        neighbour.open(neighbourFeed, fixture);
        SharedFeed before = fixture.open(TestPackaging::new);
        var hanging = new Hanging();
        SharedFeed stuck = fixture.open(() -> hanging);
        SharedFeed after = fixture.open(TestPackaging::new);
        for (int i = 0; i < 10; i++) {
            video.deliver(key(i * 3000L));
            neighbourVideo.deliver(key(i * 3000L));
        }
        MediaFixture.await(hanging.inside);
        MediaFixture.await(() -> before.units() == 10 && after.units() == 10 && neighbourFeed.units() == 10);
        assertThat(stuck.ended()).isEqualTo(Reason.PACKAGING_FAILED);
        assertThat(stuck.units()).isEqualTo(2);
        assertThat(fixture.said).containsOnlyOnce("failed PACKAGING_FAILED");
        assertThat(fixture.threads.abandoned()).isEqualTo(1);
        release.countDown();
        MediaFixture.await(() -> fixture.threads.abandoned() == 0);
        video.deliver(key(33_000));
        fixture.settle();
        assertThat(before.units()).isEqualTo(11);
        assertThat(stuck.units())
                .as("the thread that came back changed nothing")
                .isEqualTo(2);
        neighbour.close();
    }

    @Test
    void anotherThreadTakesOverFromAWakeUpThatHangs() {
        media.connect(video, 0);
        SharedFeed feed = fixture.open(TestPackaging::new);
        var inside = new CountDownLatch(1);
        feed.onAppend(() -> hang(inside));
        var woken = new AtomicInteger();
        feed.onAppend(woken::incrementAndGet);
        video.deliver(key(0));
        MediaFixture.await(inside);
        MediaFixture.await(() -> woken.get() == 1);
        video.deliver(key(3000));
        MediaFixture.await(() -> woken.get() == 2);
        assertThat(feed.ended()).isNull();
    }

    @Test
    void endWaitsForTheRunningCallAtMostUntilItIsOvertaken() throws Exception {
        media.connect(video, 0);
        var hanging = new Hanging();
        SharedFeed feed = fixture.open(() -> hanging);
        for (int i = 0; i < 3; i++) {
            video.deliver(key(i * 3000L));
        }
        MediaFixture.await(hanging.inside);
        var idle = media.end(feed, Reason.BUNDLE_STOPPED).toCompletableFuture();
        assertThat(feed.ended()).isEqualTo(Reason.BUNDLE_STOPPED);
        idle.get(60, TimeUnit.SECONDS);
        fixture.settle();
        Cursor cursor = feed.open("viewer", Overflow.SKIP_TO_KEY);
        assertThat(TestPackaging.read(cursor)).containsExactly("P1", "0:903000");
        assertThat(cursor.ended()).isEqualTo(Reason.BUNDLE_STOPPED);
        assertThat(fixture.said).noneMatch(s -> s.startsWith("failed"));
    }

    @Test
    void keepsNoReferenceToThePackagingAfterTheEnd() {
        media.connect(video, 0);
        SharedFeed feed = MediaFixture.feed(() -> null);
        WeakReference<Object> ended = opened(Reason.BUNDLE_STOPPED);
        WeakReference<Object> failed = opened(null);
        Cursor cursor = feed.open("viewer", Overflow.SKIP_TO_KEY);
        awaitCleared(ended);
        awaitCleared(failed);
        assertThat(cursor.ended()).isNull();
    }

    /** In a method of its own, so that no variable of the test keeps the packaging. */
    private WeakReference<Object> opened(@Nullable Reason reason) {
        var packaging = new TestPackaging() {
            @Override
            public void append(int track, AccessUnit unit, UnitWriter out) {
                if (reason == null) {
                    throw new IllegalStateException("planned");
                }
                super.append(track, unit, out);
            }
        };
        SharedFeed feed = fixture.open(() -> packaging);
        feed.onAppend(() -> assertThat(packaging.begun).isNotEmpty());
        kept.add(feed);
        video.deliver(key(0));
        video.deliver(key(3000));
        fixture.settle();
        if (reason != null) {
            media.end(feed, reason);
        }
        fixture.settle();
        assertThat(feed.ended()).isNotNull();
        return new WeakReference<>(packaging);
    }

    private final List<SharedFeed> kept = new ArrayList<>();

    private static void awaitCleared(WeakReference<Object> reference) {
        MediaFixture.await(() -> {
            System.gc();
            return reference.get() == null;
        });
    }
}
