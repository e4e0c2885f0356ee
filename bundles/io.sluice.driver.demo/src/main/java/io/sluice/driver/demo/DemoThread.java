/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The driver's thread {@code sluice-demo}; it is there only while somebody watches. */
final class DemoThread implements DemoClock, AutoCloseable {
    private static final long IDLE_S = 2;

    private final ScheduledThreadPoolExecutor executor;

    DemoThread() {
        executor = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread made = new Thread(task, "sluice-demo");
                    made.setDaemon(true);
                    return made;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        executor.setKeepAliveTime(IDLE_S, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public void after(long delayNs, Runnable task) {
        executor.schedule(task, delayNs, TimeUnit.NANOSECONDS);
    }

    /** Returns at once; a task that runs ends within one unit. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
