/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.lane;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls on real threads. A call that hangs keeps its thread; there are at most {@value #MAX_THREADS}. */
public final class ThreadCalls implements Calls {
    /** Beyond this a call fails at once: something hangs by the hundred. */
    public static final int MAX_THREADS = 512;

    private final Lane lane;
    private final AtomicInteger running = new AtomicInteger();

    public ThreadCalls(Lane lane) {
        this.lane = lane;
    }

    /** How many calls have not ended. */
    public int running() {
        return running.get();
    }

    @Override
    public <T> Running start(
            String name, Callable<T> task, Duration deadline, Consumer<Outcome<T>> done, Consumer<@Nullable T> ended) {
        var call = new Call<>(task, done, ended);
        if (running.incrementAndGet() > MAX_THREADS) {
            running.decrementAndGet();
            var problem = new IllegalStateException(MAX_THREADS + " calls of drivers hang; no more are started");
            lane.execute(() -> done.accept(new Outcome.Threw<>(problem)));
            return () -> {};
        }
        var thread = new Thread(call, "sluice-call " + name);
        thread.setDaemon(true);
        call.timer = lane.after(deadline, () -> call.late(thread));
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            // A limit of the system (ulimit -u, a pids cgroup) or no memory for its stack; the heap is not concerned.
            running.decrementAndGet();
            lane.execute(() -> call.arrived(new Outcome.NoThread<>()));
        }
        return thread::interrupt;
    }

    private final class Call<T> implements Runnable {
        private final Callable<T> task;
        private final Consumer<Outcome<T>> done;
        private final Consumer<@Nullable T> ended;
        private Lane.@Nullable Cancellable timer;
        /** Lane only. */
        private boolean answered;

        Call(Callable<T> task, Consumer<Outcome<T>> done, Consumer<@Nullable T> ended) {
            this.task = task;
            this.done = done;
            this.ended = ended;
        }

        @Override
        public void run() {
            Outcome<T> outcome;
            try {
                outcome = new Outcome.Returned<>(task.call());
            } catch (Throwable problem) {
                // Everything: a driver may throw errors, and a thread must not end without its message.
                outcome = new Outcome.Threw<>(problem);
            }
            running.decrementAndGet();
            Outcome<T> message = outcome;
            lane.execute(() -> arrived(message));
        }

        private void arrived(Outcome<T> outcome) {
            if (timer != null) {
                timer.cancel();
            }
            if (!answered) {
                answered = true;
                done.accept(outcome);
            } else {
                ended.accept(outcome instanceof Outcome.Returned<T> returned ? returned.value() : null);
            }
        }

        private void late(Thread thread) {
            if (!answered) {
                answered = true;
                thread.interrupt();
                done.accept(new Outcome.Late<>());
            }
        }
    }
}
