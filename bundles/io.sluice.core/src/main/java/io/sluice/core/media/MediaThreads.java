/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.stream.StreamName;
import io.sluice.core.feed.LogBudget;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that package media, and the watchdog that takes over from one that a plug-in holds. */
public final class MediaThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MediaThreads.class);

    /** In one stall time. */
    private static final int LOOKS = 8;

    private final List<MediaThread> threads;
    private final long stallNs;
    private final LogBudget budget;
    private final List<Thread> overtaken = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread watchdog = new Thread(this::watch, "sluice-media-watchdog");

    /** As the other one, the logs of all feeds holding no more than the heap may grow to. */
    public MediaThreads(int count, Duration stall) {
        this(count, stall, Runtime.getRuntime().maxMemory());
    }

    /**
     * Starts the threads.
     *
     * @param count how many, at least 1
     * @param stall how long one call of a plug-in may take before its thread is replaced, 1 s in production
     * @param maxLogBytes direct memory for the logs of all feeds
     */
    public MediaThreads(int count, Duration stall, long maxLogBytes) {
        if (count < 1 || stall.toMillis() < 1) {
            throw new IllegalArgumentException(count + " threads, stalled after " + stall);
        }
        stallNs = stall.toNanos();
        budget = new LogBudget(maxLogBytes);
        threads = IntStream.rangeClosed(1, count)
                .mapToObj(n -> new MediaThread("sluice-media-" + n, budget))
                .toList();
        threads.forEach(MediaThread::start);
        watchdog.setDaemon(true);
        watchdog.start();
    }

    /** The thread with the fewest streams; the stream gives it back by {@link StreamMedia#close()}. */
    public synchronized MediaThread assign(StreamName stream) {
        MediaThread least = threads.stream()
                .min(Comparator.comparingInt(MediaThread::streams))
                .orElseThrow();
        least.join();
        LOG.debug("stream {} is served by {}", stream, least.name());
        return least;
    }

    /** Threads that were overtaken and have not come back from the plug-in that holds them. */
    public int abandoned() {
        overtaken.removeIf(thread -> !thread.isAlive());
        return overtaken.size();
    }

    /** What the logs of all feeds hold, and what went through them. */
    public LogBudget budget() {
        return budget;
    }

    /** Direct memory that the logs of all feeds hold now. */
    public long logBytes() {
        return budget.heldBytes();
    }

    private void watch() {
        long pollNs = stallNs / LOOKS;
        try {
            while (!closed.await(pollNs, TimeUnit.NANOSECONDS)) {
                for (MediaThread thread : threads) {
                    look(thread);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("watchdog was interrupted and ends");
        }
    }

    private void look(MediaThread thread) {
        MediaWorker worker = thread.worker();
        Runnable rest = worker.overtake(LOOKS);
        if (rest == null) {
            return;
        }
        worker.setName(thread.name() + "-overtaken");
        LOG.atWarn()
                .addKeyValue("event", "media.thread.overtaken")
                .log(
                        "a plug-in holds {} for more than {} ms; another thread takes over",
                        thread.name(),
                        stallNs / 1_000_000);
        abandoned();
        overtaken.add(worker);
        thread.replace(rest);
        // It may be waiting for something that it must not wait for.
        worker.interrupt();
    }

    /**
     * Ends all threads; waits for one that is in the middle of something as long as a plug-in may take, for none that
     * is held.
     */
    @Override
    public void close() {
        closed.countDown();
        threads.forEach(MediaThread::end);
        long deadlineNs = System.nanoTime() + stallNs;
        try {
            for (MediaThread thread : threads) {
                long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
                thread.worker().join(Math.max(leftMs, 1));
            }
            watchdog.join(Math.max((deadlineNs - System.nanoTime()) / 1_000_000, 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
