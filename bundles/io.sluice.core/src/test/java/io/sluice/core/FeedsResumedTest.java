/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Handover;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.UnitWriter;
import io.sluice.testkit.Await;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bundle's next version goes on with its feeds before a viewer of theirs is adopted. */
class FeedsResumedTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CoreFixture core = new CoreFixture(Map.of("linger", "0s"));
    private final TickingDriver camera = new TickingDriver();
    private final AtomicInteger running = new AtomicInteger();
    private final CountDownLatch freed = new CountDownLatch(1);
    private Subscription subscription;
    private Feed feed;
    private Cursor cursor;

    /** Writes which version it is. */
    private final class Versioned implements Packaging {
        private final int version;

        Versioned(int version) {
            this.version = version;
        }

        @Override
        public void begin(List<Track> tracks, UnitWriter preamble) {
            running.incrementAndGet();
        }

        @Override
        public int boundBytes(int track, AccessUnit unit) {
            return 1;
        }

        @Override
        public void append(int track, AccessUnit unit, UnitWriter out) {
            out.buffer().put((byte) version);
        }

        @Override
        public Handover handOver() {
            running.decrementAndGet();
            return new Handover("versioned", version, Bytes.of((byte) version));
        }

        @Override
        public boolean adopt(Handover state) {
            return state.state().at(0) < version;
        }
    }

    @BeforeEach
    void watch() throws Exception {
        core.driver("cam", camera);
        CoreFixture.await(core.registry.define(CoreFixture.stream("hall", "cam://hall")));
        subscription = CoreFixture.await(core.join("hall"));
        feed = CoreFixture.await(subscription.feed(tracks(), "versioned", () -> new Versioned(1)));
        cursor = feed.open("viewer", Feed.Overflow.SKIP_TO_KEY);
        awaitVersion(1);
        subscription.handOver();
        core.registry.release();
        assertThat(running).hasValue(0);
    }

    @AfterEach
    void stop() {
        freed.countDown();
        cursor.close();
        camera.close();
        core.close();
        assertThat(core.violations).isEmpty();
    }

    private List<Integer> tracks() {
        return subscription.matches().stream().map(match -> match.track().id()).toList();
    }

    private void awaitVersion(int version) {
        Await.until("a unit of version " + version, LIMIT, () -> lastVersion() == version);
    }

    /** Of what can be read now; 0 when nothing can. */
    private int lastVersion() {
        int last = 0;
        for (ByteBuffer region = cursor.region(); region != null; region = cursor.region()) {
            last = region.get(region.position());
            cursor.advance(region.remaining());
        }
        return last;
    }

    private static @Nullable Packaging unexpected(String key, Handover state) {
        throw new AssertionError(key + " is not theirs");
    }

    @Test
    void theirMediaWaitsForThePackagingOnly() throws Exception {
        var next = new Registry(core.engine, "test");
        CoreFixture.await(
                next.resumeFeeds((key, state) -> key.equals("versioned") ? new Versioned(state.version() + 1) : null));
        awaitVersion(2);

        // The viewers that come now share what goes on, and the bundle takes it along when it goes too.
        Subscription adopted = next.adopt(subscription.id(), new CoreFixture.Quiet());
        assertThat(CoreFixture.await(adopted.feed(tracks(), "versioned", () -> new Versioned(9))))
                .isSameAs(feed);
        adopted.handOver();
        next.release();
        assertThat(running).hasValue(0);
        var last = new Registry(core.engine, "test");
        last.resumeFeeds((key, state) -> new Versioned(state.version() + 1));
        awaitVersion(3);
        assertThat(feed.ended()).isNull();
    }

    @Test
    void aBundleThatGoesAtOnceLeavesThemToTheNextOne() throws Exception {
        var hasty = new Registry(core.engine, "test");
        hasty.resumeFeeds((key, state) -> new Versioned(2));
        hasty.release();
        assertThat(running).hasValue(0);
        var next = new Registry(core.engine, "test");
        Subscription adopted = next.adopt(subscription.id(), new CoreFixture.Quiet());
        CoreFixture.await(adopted.feed(tracks(), "versioned", () -> new Versioned(3)));
        awaitVersion(3);
    }

    @Test
    void thoseOfOtherBundlesAreLeftAlone() throws Exception {
        CoreFixture.await(new Registry(core.engine, "other").resumeFeeds(FeedsResumedTest::unexpected));
        new Registry(core.engine, "test").resumeFeeds((key, state) -> new Versioned(2));
        awaitVersion(2);
    }

    @Test
    void aFeedThatNobodyCanGoOnWithEnds() throws Exception {
        CoreFixture.await(new Registry(core.engine, "test").resumeFeeds((key, state) -> null));
        Await.until("it ends", LIMIT, () -> feed.ended() == Reason.BUNDLE_STOPPED);
    }

    @Test
    void aSuccessorThatHangsKeepsNobodyWaiting() throws Exception {
        CoreFixture.await(new Registry(core.engine, "test").resumeFeeds((key, state) -> {
            hold();
            return null;
        }));
        Await.until("it ends", LIMIT, () -> feed.ended() == Reason.PACKAGING_FAILED);
    }

    private void hold() {
        try {
            freed.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
