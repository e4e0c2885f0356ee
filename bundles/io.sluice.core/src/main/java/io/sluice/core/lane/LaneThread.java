/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.lane;

import io.sluice.core.media.Clock;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lane of a running server: the thread {@code sluice-lane} and a timer thread that only queues. */
public final class LaneThread implements Lane, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LaneThread.class);
    /** A command that takes longer than this is worth a line: nothing on the lane may wait. */
    private static final long SLOW_NS = TimeUnit.MILLISECONDS.toNanos(100);

    // Unbounded, because a command must never be lost; its senders are bounded: connections, sources, tracks.
    private final LinkedBlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final Clock clock;
    private final Thread thread;
    private final ScheduledThreadPoolExecutor timer;
    private final LaneStatistics statistics = new LaneStatistics();
    private volatile @Nullable Runnable afterEach;
    private volatile boolean closed;

    private record Task(Runnable body, long queuedNs) {}

    public LaneThread(Clock clock) {
        this.clock = clock;
        thread = new Thread(this::run, "sluice-lane");
        thread.setDaemon(true);
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            var timerThread = new Thread(task, "sluice-timer");
            timerThread.setDaemon(true);
            return timerThread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.start();
    }

    /** Has something run after every command, for example the invariant checker in tests. */
    public void afterEach(Runnable check) {
        afterEach = check;
    }

    public LaneStatistics statistics() {
        return statistics;
    }

    @Override
    public void execute(Runnable task) {
        if (!closed) {
            queue.add(new Task(task, clock.nowNs()));
        }
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        var cancelled = new AtomicBoolean();
        if (closed) {
            return () -> {};
        }
        // The flag is asked again on the lane: the timer may have queued the task before it was cancelled.
        var planned = timer.schedule(
                () -> execute(() -> {
                    if (!cancelled.get()) {
                        task.run();
                    }
                }),
                delay.toNanos(),
                TimeUnit.NANOSECONDS);
        return () -> {
            cancelled.set(true);
            planned.cancel(false);
        };
    }

    @Override
    public boolean isHere() {
        return Thread.currentThread() == thread;
    }

    private void run() {
        while (!closed) {
            try {
                Task task = queue.take();
                long started = clock.nowNs();
                runOne(task.body);
                long ended = clock.nowNs();
                statistics.ran(started - task.queuedNs, ended - started, queue.size());
                if (ended - started > SLOW_NS) {
                    LOG.atWarn()
                            .addKeyValue("event", "lane.slow")
                            .log("A command held the lane for {} ms", (ended - started) / 1_000_000);
                }
            } catch (InterruptedException e) {
                // Only close() interrupts; the loop's condition ends it.
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void runOne(Runnable body) {
        try {
            body.run();
            Runnable check = afterEach;
            if (check != null) {
                check.run();
            }
        } catch (RuntimeException | Error e) {
            // A defect of ours in one command must not end the lane for all streams.
            LOG.atError().addKeyValue("event", "lane.defect").setCause(e).log("A command failed unexpectedly");
        }
    }

    /** Runs what is queued no more; waits at most a second for the command that is running. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        thread.interrupt();
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
