/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a connection or UDP socket does later. Once cancelled, nothing holds the tasks. On the loop. */
final class Timers {
    private final EventLoop executor;
    private final Consumer<Runnable> runner;
    private final Set<Future<?>> waiting = new HashSet<>(2);

    /** @param runner runs a task and takes care of what it throws */
    Timers(EventLoop executor, Consumer<Runnable> runner) {
        this.executor = executor;
        this.runner = runner;
    }

    void schedule(Runnable task, long delayMs) {
        Timer timer = new Timer(task);
        timer.future = executor.schedule(timer, delayMs, TimeUnit.MILLISECONDS);
        waiting.add(timer.future);
    }

    void cancel() {
        waiting.forEach(timer -> timer.cancel(false));
        waiting.clear();
    }

    private final class Timer implements Runnable {
        private final Runnable task;
        private @Nullable Future<?> future;

        Timer(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (future != null) {
                waiting.remove(future);
            }
            runner.accept(task);
        }
    }
}
