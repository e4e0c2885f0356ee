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

/** Tasks that wait for their time on behalf of one socket; they go with it. On the loop. */
final class LoopTimers {
    private final EventLoop executor;
    private final Consumer<Runnable> run;
    private final Set<Future<?>> waiting = new HashSet<>(2);
    private boolean ended;

    /** @param run runs a task and does not throw */
    LoopTimers(EventLoop executor, Consumer<Runnable> run) {
        this.executor = executor;
        this.run = run;
    }

    void schedule(Runnable task, long delayMs) {
        if (!ended) {
            Timer timer = new Timer(task);
            timer.future = executor.schedule(timer, delayMs, TimeUnit.MILLISECONDS);
            waiting.add(timer.future);
        }
    }

    void end() {
        ended = true;
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
            run.accept(task);
        }
    }
}
