/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.driver;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import io.sluice.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A generation without core: it records what a producer does and keeps a list of what it must not do. Any thread. */
public final class RecordingContext implements ProducerContext {
    private static final int MAX_TRACKS = 32;
    private static final AtomicLong GENERATIONS = new AtomicLong();

    private final StreamName stream;
    private final Duration timeout;
    private final long generation = GENERATIONS.incrementAndGet();
    private final List<RecordedTrack> tracks = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Join> joins = new ArrayList<>();
    private final List<Runnable> onCancel = new ArrayList<>();
    private volatile TrackSink.Delivery answer = TrackSink.Delivery.ACCEPTED;
    private volatile boolean cancelled;
    private volatile boolean complete;
    private volatile @Nullable Ended ended;

    /** How a producer said that its source is over. */
    public record Ended(Reason reason, String text, Opened.Retry retry) {}

    /**
     * A stream that a producer joined.
     *
     * @param answer for the test to complete
     */
    public record Join(
            StreamName name,
            List<Want> wants,
            Duration startTimeout,
            Consumer consumer,
            CompletableFuture<Subscription> answer) {}

    public RecordingContext(StreamName stream, Duration timeout) {
        this.stream = stream;
        this.timeout = timeout;
    }

    /** For a stream named {@code test}, with 5 s for each answer of the peer. */
    public RecordingContext() {
        this(StreamName.of("test"), Duration.ofSeconds(5));
    }

    @Override
    public StreamName stream() {
        return stream;
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public synchronized TrackSink track(MediaKind kind, Codec codec) {
        var track = new RecordedTrack(this, tracks.size(), kind, codec);
        if (tracks.size() >= MAX_TRACKS) {
            violations.add("more than " + MAX_TRACKS + " tracks");
        } else if (!cancelled) {
            tracks.add(track);
        }
        return track;
    }

    @Override
    public void tracksComplete() {
        complete = true;
    }

    @Override
    public void ended(Reason reason, String text, Opened.Retry retry) {
        if (!cancelled && ended == null) {
            ended = new Ended(reason, text, retry);
        }
    }

    @Override
    public CompletionStage<Subscription> join(
            StreamName name, List<Want> wants, Duration startTimeout, Consumer consumer) {
        var join = new Join(name, List.copyOf(wants), startTimeout, consumer, new CompletableFuture<>());
        synchronized (this) {
            if (!cancelled) {
                joins.add(join);
                return join.answer;
            }
        }
        return CompletableFuture.failedFuture(new StreamException(Reason.ENDED, "the attempt is over"));
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable task) {
        synchronized (this) {
            if (!cancelled) {
                onCancel.add(task);
                return;
            }
        }
        task.run();
    }

    @Override
    public Map<String, String> logContext() {
        return Map.of("stream", stream.toString(), "generation", String.valueOf(generation), "source", "0");
    }

    // --- for the test

    /**
     * Ends the generation, as core does before it closes the producer. Runs what was registered for it on this thread.
     */
    public void cancel() {
        List<Runnable> tasks;
        synchronized (this) {
            cancelled = true;
            tasks = List.copyOf(onCancel);
            onCancel.clear();
        }
        tasks.forEach(Runnable::run);
    }

    /** What its sinks answer from now on while the generation goes on. */
    public void answer(TrackSink.Delivery delivery) {
        answer = delivery;
    }

    TrackSink.Delivery answer() {
        return answer;
    }

    /** What it joined, in order. */
    public synchronized List<Join> joins() {
        return List.copyOf(joins);
    }

    /** Waits until it joins a stream. */
    public Join awaitJoin(Duration deadline) {
        return Await.value(
                "the producer joins a stream",
                deadline,
                () -> joins().stream().findFirst().orElse(null));
    }

    public synchronized List<RecordedTrack> tracks() {
        return List.copyOf(tracks);
    }

    public boolean complete() {
        return complete;
    }

    /** How it ended, or null. */
    public @Nullable Ended ended() {
        return ended;
    }

    /** What the producer did against its contract, for people; empty is right. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized void violation(String text) {
        if (violations.size() < 100) {
            violations.add(text);
        }
    }

    /** Units of all tracks. */
    public long units() {
        return tracks().stream().mapToLong(RecordedTrack::count).sum();
    }

    /** Waits for a track of that kind. */
    public RecordedTrack awaitTrack(MediaKind kind, Duration deadline) {
        return Await.value(
                () -> "a track of " + kind + "; there are " + tracks() + ", ended " + ended,
                deadline,
                () -> tracks().stream()
                        .filter(track -> track.kind() == kind)
                        .findFirst()
                        .orElse(null));
    }

    /** Waits until all tracks together got that many units. */
    public void awaitUnits(long count, Duration deadline) {
        Await.until(
                () -> count + " units; there are " + units() + " on " + tracks() + ", ended " + ended,
                deadline,
                () -> units() >= count);
    }

    public Ended awaitEnded(Duration deadline) {
        return Await.value("the producer says that its source ended", deadline, this::ended);
    }
}
