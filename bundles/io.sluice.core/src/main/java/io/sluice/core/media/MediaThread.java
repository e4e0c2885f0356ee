/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.core.feed.CallGuard;
import io.sluice.core.feed.GuardedCall;
import io.sluice.core.feed.LogBudget;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the media threads, that is: a queue and the worker that serves it now. A stream is pinned to one. A stream is
 * in the queue at most once, which bounds it.
 */
public final class MediaThread implements CallGuard {
    private static final Logger LOG = LoggerFactory.getLogger(MediaThread.class);

    private final String name;
    private final LogBudget budget;
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger streams = new AtomicInteger();
    private volatile MediaWorker worker;
    private volatile boolean ended;

    MediaThread(String name, LogBudget budget) {
        this.name = name;
        this.budget = budget;
        this.worker = new MediaWorker(name, this, null);
    }

    /** Name of the thread that serves it. */
    public String name() {
        return name;
    }

    LogBudget budget() {
        return budget;
    }

    /** Streams that are pinned to it. */
    public int streams() {
        return streams.get();
    }

    @Override
    public @Nullable Throwable run(GuardedCall call) {
        return ((MediaWorker) Thread.currentThread()).guard(call);
    }

    void execute(Runnable task) {
        queue.add(task);
    }

    /** Next task for a worker; null when it should end. */
    @Nullable
    Runnable take() {
        while (true) {
            try {
                Runnable task = queue.take();
                return ended && queue.isEmpty() ? null : task;
            } catch (InterruptedException e) {
                // Nobody interrupts a worker but plug-ins, and those who took over from it.
                LOG.debug("{} goes on after an interrupt", name);
            }
        }
    }

    void start() {
        worker.start();
    }

    void join() {
        streams.incrementAndGet();
    }

    void leave() {
        streams.decrementAndGet();
    }

    MediaWorker worker() {
        return worker;
    }

    /** Watchdog: replaces the worker. */
    void replace(Runnable first) {
        worker = new MediaWorker(name, this, first);
        worker.start();
    }

    void end() {
        ended = true;
        queue.add(() -> {});
    }
}
