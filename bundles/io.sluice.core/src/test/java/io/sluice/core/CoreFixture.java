/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import io.sluice.api.driver.Source;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamDefinition;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.UnitWriter;
import io.sluice.api.stream.Want;
import io.sluice.core.driver.DriverEntry;
import io.sluice.core.driver.DriverHandle;
import io.sluice.core.lane.Tuning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.Version;

/** Core with real threads; after every command on the lane the invariants are checked. */
public final class CoreFixture implements AutoCloseable {
    final Queue<String> journal = new ConcurrentLinkedQueue<>();
    final Queue<String> violations = new ConcurrentLinkedQueue<>();
    final Engine engine;
    final Registry registry;
    private final AtomicLong services = new AtomicLong();

    CoreFixture(Map<String, String> tuning) {
        this(tuning, Duration.ofSeconds(1));
    }

    /** @param stall how long a packaging may hold a media thread */
    CoreFixture(Map<String, String> tuning, Duration stall) {
        Tuning read = Tuning.of(tuning);
        engine = new Engine(() -> read, mailbox -> (code, level, topic, values, message) -> journal.add(code), stall);
        engine.lane().afterEach(() -> violations.addAll(engine.streams().violations()));
        registry = new Registry(engine, "test");
    }

    DriverEntry driver(String scheme, DriverHandle handle) {
        var entry = new DriverEntry(
                services.incrementAndGet(), 0, "test.driver", Version.parseVersion("1.0.0"), List.of(scheme), handle);
        engine.lane().execute(() -> engine.streams().driverCame(entry));
        return entry;
    }

    static StreamDefinition stream(String name, String... sources) {
        return StreamDefinition.of(
                StreamName.of(name), List.of(sources).stream().map(Source::of).toList());
    }

    CompletionStage<Subscription> join(String name) {
        var request =
                new JoinRequest(List.of(Want.any(MediaKind.VIDEO)), "test", "nowhere", "", "", Duration.ofSeconds(10));
        return registry.join(StreamName.of(name), request, new Quiet());
    }

    /** Waits for an answer, at most 15 s. */
    static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(15, TimeUnit.SECONDS);
    }

    /** Waits until bytes can be read from the stream; true when they came in time. */
    static boolean seesMedia(Subscription subscription) throws Exception {
        var tracks =
                subscription.matches().stream().map(match -> match.track().id()).toList();
        Feed feed = await(subscription.feed(tracks, "raw", RawPackaging::new));
        Cursor cursor = feed.open(subscription.id(), Feed.Overflow.SKIP_TO_KEY);
        var came = new CountDownLatch(1);
        Runnable end = feed.onAppend(came::countDown);
        try {
            return cursor.region() != null || (came.await(10, TimeUnit.SECONDS) && cursor.region() != null);
        } finally {
            end.run();
            cursor.close();
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    /** A viewer that only watches. */
    static final class Quiet implements Consumer {
        @Override
        public void ended(Reason reason, String text) {}
    }

    /** The payload as it is. */
    public static final class RawPackaging implements Packaging {
        @Override
        public void begin(List<Track> tracks, UnitWriter preamble) {}

        @Override
        public int boundBytes(int track, AccessUnit unit) {
            return unit.sizeBytes();
        }

        @Override
        public void append(int track, AccessUnit unit, UnitWriter out) {
            out.buffer().put(unit.payload());
        }
    }

    /** A future that has failed or not is of no interest: only that it was answered. */
    static void answered(CompletionStage<?> stage) throws Exception {
        CompletableFuture<Object> any =
                stage.handle((value, problem) -> (Object) true).toCompletableFuture();
        any.get(15, TimeUnit.SECONDS);
    }
}
