/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import io.sluice.core.lane.Calls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls that end when the simulation says so; those whose deadline passes first are late. */
final class SimCalls implements Calls {
    private final SimLane lane;
    /** Planted bug: an answer that comes after its deadline is taken for one that came in time. */
    boolean plantedSecondAnswer;

    /** The system gives no more threads. */
    boolean famine;

    private final List<Call<?>> running = new ArrayList<>();

    SimCalls(SimLane lane) {
        this.lane = lane;
    }

    /** Thrown by a call that waits: it goes on from its beginning when the future is done. */
    static final class NotYet extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient CompletableFuture<?> until;

        NotYet(CompletableFuture<?> until) {
            this.until = until;
        }
    }

    /** One call under way. */
    final class Call<T> {
        final String name;
        private final Callable<T> task;
        private final Consumer<Outcome<T>> done;
        private final Consumer<@Nullable T> ended;
        private boolean answered;
        private CompletableFuture<?> until = CompletableFuture.completedFuture(null);

        Call(String name, Callable<T> task, Consumer<Outcome<T>> done, Consumer<@Nullable T> ended) {
            this.name = name;
            this.task = task;
            this.done = done;
            this.ended = ended;
        }

        /** Its deadline has passed: core goes on without it. */
        boolean givenUp() {
            return answered;
        }

        /** Whether it does not wait for something else. */
        boolean ready() {
            return until.isDone();
        }

        /** Does what the call's thread would do, to its end or until it waits. */
        void finish() {
            running.remove(this);
            Outcome<T> outcome;
            try {
                outcome = new Outcome.Returned<>(task.call());
            } catch (NotYet waits) {
                until = waits.until;
                running.add(this);
                return;
            } catch (Throwable problem) {
                outcome = new Outcome.Threw<>(problem);
            }
            Outcome<T> message = outcome;
            lane.execute(() -> {
                if (!answered || plantedSecondAnswer) {
                    answered = true;
                    done.accept(message);
                } else {
                    ended.accept(message instanceof Outcome.Returned<T> returned ? returned.value() : null);
                }
            });
        }

        private void late() {
            if (!answered) {
                answered = true;
                done.accept(new Outcome.Late<>());
            }
        }
    }

    @Override
    public <T> Running start(
            String name, Callable<T> task, Duration deadline, Consumer<Outcome<T>> done, Consumer<@Nullable T> ended) {
        if (famine) {
            lane.execute(() -> done.accept(new Outcome.NoThread<>()));
            return () -> {};
        }
        var call = new Call<>(name, task, done, ended);
        running.add(call);
        lane.after(deadline, call::late);
        return () -> {};
    }

    List<Call<?>> running() {
        return List.copyOf(running);
    }
}
