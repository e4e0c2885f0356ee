/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import io.sluice.core.lane.Lane;
import io.sluice.core.media.Inlet;
import io.sluice.core.media.MediaEvents;
import io.sluice.core.media.MediaGeneration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One attempt to open a source, as its producer sees it. What it says goes to the lane as a message; what an old
 * generation says is dropped there. Any thread.
 */
final class Generation implements ProducerContext, MediaEvents {
    static final int MAX_TRACKS = 32;

    private final StreamName stream;
    private final Leg leg;
    private final long number;
    private final MediaGeneration media;
    private final Lane lane;
    private final Executor callbacks;
    private final Duration timeout;
    private final Map<String, String> logContext;
    private final String place;
    private final String protocol;
    private final AtomicInteger tracks = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. */
    private final List<Runnable> onCancel = new ArrayList<>();

    private final Map<Inlet, Codec> newest = new ConcurrentHashMap<>();

    private volatile boolean cancelled;

    /** @param media of this attempt; its number counts the attempts of this source */
    Generation(Leg leg, MediaGeneration media, Executor callbacks, Duration timeout) {
        this.stream = leg.stream().name();
        this.leg = leg;
        this.number = media.number();
        this.media = media;
        this.lane = leg.stream().world().lane();
        this.callbacks = callbacks;
        this.timeout = timeout;
        this.place = leg.place();
        this.protocol = leg.source() == null ? "publisher" : leg.source().scheme();
        this.logContext =
                Map.of("stream", stream.toString(), "generation", Long.toString(number), "source", leg.label());
    }

    @Override
    public StreamName stream() {
        return stream;
    }

    @Override
    public long generation() {
        return number;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public TrackSink track(MediaKind kind, Codec codec) {
        if (cancelled) {
            return CLOSED;
        }
        if (tracks.incrementAndGet() > MAX_TRACKS) {
            throw new IllegalStateException("more than " + MAX_TRACKS + " tracks in one source");
        }
        Inlet inlet = media.inlet(kind, codec, this);
        lane.execute(() -> leg.reports().declared(this, inlet));
        return inlet;
    }

    @Override
    public void tracksComplete() {
        lane.execute(() -> leg.reports().tracksComplete(this));
    }

    @Override
    public void ended(Reason reason, String text, Opened.Retry retry) {
        // Once is enough, and a driver that floods must not fill the lane.
        if (!cancelled && ended.compareAndSet(false, true)) {
            lane.execute(() -> leg.reports().ended(this, reason, text, retry));
        }
    }

    @Override
    public CompletionStage<Subscription> join(
            StreamName name, List<Want> wants, Duration startTimeout, Consumer consumer) {
        var answer = new CompletableFuture<Subscription>();
        var request = new JoinRequest(wants, protocol, place, "", place + " g" + number, startTimeout);
        lane.execute(() -> leg.reads().join(this, name, request, consumer, answer));
        return answer;
    }

    @Override
    public void zero(long nanoTime) {
        media.zero(nanoTime);
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable task) {
        lock.lock();
        try {
            if (!cancelled) {
                onCancel.add(task);
                return;
            }
        } finally {
            lock.unlock();
        }
        callbacks.execute(task);
    }

    @Override
    public Map<String, String> logContext() {
        return logContext;
    }

    /** What comes later is stale, unless this is called again before. */
    void freshUntil(long untilNs) {
        media.freshUntil(untilNs);
    }

    /** Ends the generation: its sinks are closed at once, its tasks run off the lane. Idempotent. */
    void cancel() {
        List<Runnable> tasks;
        lock.lock();
        try {
            cancelled = true;
            tasks = List.copyOf(onCancel);
            onCancel.clear();
        } finally {
            lock.unlock();
        }
        media.close();
        tasks.forEach(callbacks::execute);
    }

    @Override
    public void firstUnit(Inlet inlet) {
        lane.execute(() -> leg.reports().firstUnit(this, inlet));
    }

    /** Only the newest codec of an inlet matters, so at most one message of each waits for the lane. */
    @Override
    public void codec(Inlet inlet, Codec codec) {
        if (newest.put(inlet, codec) == null) {
            lane.execute(() -> {
                Codec now = newest.remove(inlet);
                if (now != null) {
                    leg.reports().codecChanged(this, inlet, now);
                }
            });
        }
    }

    private static final TrackSink CLOSED = new TrackSink() {
        @Override
        public Delivery deliver(AccessUnit unit) {
            return Delivery.CLOSED;
        }

        @Override
        public void codec(Codec codec) {}
    };
}
