/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import io.sluice.core.lane.Journal;
import io.sluice.core.lane.LaneThread;
import io.sluice.core.lane.ThreadCalls;
import io.sluice.core.lane.ThreadDispatch;
import io.sluice.core.lane.Tuning;
import io.sluice.core.lane.World;
import io.sluice.core.media.Clock;
import io.sluice.core.media.MediaThreads;
import io.sluice.core.stream.Streams;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Core without OSGi: the lane with the streams on it and the threads around it. Any thread, unless said otherwise. */
final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration PACKAGING_STALL = Duration.ofSeconds(1);
    private static final int MAX_MEDIA_THREADS = 4;

    private final LaneThread lane = new LaneThread(Clock.SYSTEM);
    private final ThreadDispatch dispatch = new ThreadDispatch();
    // One thread for all that is told: Event Admin keeps the order of what one thread posts, and no other.
    private final ThreadDispatch journalThread = new ThreadDispatch("sluice-journal-", 1);
    private final MediaThreads mediaThreads;
    private final Streams streams;
    private final Supplier<Tuning> tuning;

    /**
     * Starts the threads.
     *
     * @param tuning asked anew for each decision
     * @param journal made with an executor that keeps the order and is not the lane
     */
    Engine(Supplier<Tuning> tuning, Function<Executor, Journal> journal) {
        this(tuning, journal, PACKAGING_STALL);
    }

    /** @param stall how long a packaging may hold a media thread */
    Engine(Supplier<Tuning> tuning, Function<Executor, Journal> journal, Duration stall) {
        this.tuning = tuning;
        int cores = Runtime.getRuntime().availableProcessors();
        mediaThreads = new MediaThreads(Math.min(MAX_MEDIA_THREADS, cores), stall);
        streams = new Streams(new World(
                lane,
                Clock.SYSTEM,
                new ThreadCalls(lane),
                dispatch,
                mediaThreads,
                tuning,
                new Random(),
                journal.apply(journalThread)));
        planCheck();
    }

    private void planCheck() {
        lane.after(tuning.get().checkInterval(), () -> {
            streams.check();
            planCheck();
        });
    }

    /** Runs a command on the lane; the answer comes on another thread. */
    <T> CompletionStage<T> ask(Callable<T> command) {
        var answer = new CompletableFuture<T>();
        lane.execute(() -> {
            try {
                T value = command.call();
                dispatch.execute(() -> answer.complete(value));
            } catch (Exception e) {
                dispatch.execute(() -> answer.completeExceptionally(e));
            }
        });
        return answer;
    }

    LaneThread lane() {
        return lane;
    }

    MediaThreads mediaThreads() {
        return mediaThreads;
    }

    /** Lane only. */
    Streams streams() {
        return streams;
    }

    ThreadDispatch dispatch() {
        return dispatch;
    }

    /** How long somebody may wait for closes: their own deadline and a little more. */
    Duration closeWait() {
        return tuning.get().close().plusMillis(500);
    }

    /** Closes all streams, waits for that no longer than the deadlines say, and ends all threads. */
    @Override
    public void close() {
        var closed = new CountDownLatch(1);
        lane.execute(() -> streams.close(closed::countDown));
        try {
            if (!closed.await(closeWait().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("event", "core.close").log("Not everything was closed in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lane.close();
        mediaThreads.close();
        dispatch.close();
        journalThread.close();
    }
}
