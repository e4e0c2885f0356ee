/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of this bundle: one for time, and one or two that compute hashes and leave the rest to the media. */
final class AuthThreads implements AutoCloseable {
    /** At a tenth of a second each: what waits behind more would be too late anyway. */
    private static final int QUEUE = 32;

    private static final long CLOSE_MS = 1_500;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("sluice-auth-timer"));
    private final ThreadPoolExecutor workers;

    AuthThreads() {
        int threads = Runtime.getRuntime().availableProcessors() > 2 ? 2 : 1;
        workers = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), named("sluice-auth-"));
        workers.allowCoreThreadTimeOut(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ThreadFactory named(String name) {
        AtomicInteger made = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name.endsWith("-") ? name + made.incrementAndGet() : name);
            thread.setDaemon(true);
            return thread;
        };
    }

    void later(long delayNs, Runnable task) {
        if (!timer.isShutdown()) {
            timer.schedule(task, delayNs, TimeUnit.NANOSECONDS);
        }
    }

    void work(Runnable task) {
        workers.execute(task);
    }

    /** What is being computed is finished: it may be the first password on its way into its file. */
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdown();
        try {
            workers.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.shutdownNow();
    }
}
