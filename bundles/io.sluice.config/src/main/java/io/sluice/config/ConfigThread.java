/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.config.ConfigRefusedException;
import io.sluice.api.config.ConfigRefusedException.Cause;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The one thread of the file: whoever reads or changes it gets a turn. */
final class ConfigThread {
    private static final long PATIENCE_MS = 10_000;
    private static final long STOP_MS = 2_000;

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        Thread made = new Thread(task, "sluice-config");
        made.setDaemon(true);
        return made;
    });

    ConfigThread() {
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void every(long ms, Runnable task) {
        thread.scheduleWithFixedDelay(task, ms, ms, TimeUnit.MILLISECONDS);
    }

    /** Without effect once the thread is stopped. */
    void after(long ms, Runnable task) {
        try {
            thread.schedule(task, ms, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            // What was to be done later is of no interest any more.
        }
    }

    /**
     * Waits for a turn, and for what is done in it: who has begun to write must learn how it ended.
     *
     * @throws ConfigRefusedException also when others took too long
     */
    <T> T call(Callable<T> work) throws ConfigRefusedException {
        var begun = new AtomicBoolean();
        Future<T> result;
        try {
            result = thread.submit(() -> {
                if (!begun.compareAndSet(false, true)) {
                    throw new CancellationException();
                }
                return work.call();
            });
        } catch (RejectedExecutionException closed) {
            throw stopping();
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException | TimeoutException late) {
                    interrupted |= late instanceof InterruptedException;
                    if (begun.compareAndSet(false, true)) {
                        throw new ConfigRefusedException(
                                Cause.BUSY, List.of("other changes of the configuration take too long; try again"));
                    }
                } catch (CancellationException stopped) {
                    throw stopping();
                } catch (ExecutionException failed) {
                    if (failed.getCause() instanceof ConfigRefusedException refused) {
                        throw refused;
                    }
                    throw new IllegalStateException(failed.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ConfigRefusedException stopping() {
        return new ConfigRefusedException(Cause.BUSY, List.of("the server is stopping"));
    }

    /** What has begun is ended first: nobody shall find half of it. */
    void stop() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }
}
