/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.lane;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs what may block or hang, each on a thread of its own under a deadline, and brings the answer to the lane. */
public interface Calls {
    /**
     * Starts a call.
     *
     * @param name of the thread, for people
     * @param task may block
     * @param deadline after which the thread is interrupted and the outcome is {@link Outcome.Late}
     * @param done gets exactly one outcome, on the lane
     * @param ended called on the lane when a call that was late has ended after all, with its value if it has one:
     *     release it
     */
    <T> Running start(
            String name, Callable<T> task, Duration deadline, Consumer<Outcome<T>> done, Consumer<@Nullable T> ended);

    /** A call under way. */
    @FunctionalInterface
    interface Running {
        /** Interrupts the thread; the outcome still comes. */
        void interrupt();
    }

    /** What became of a call. */
    sealed interface Outcome<T> {
        /** It returned in time. */
        record Returned<T>(T value) implements Outcome<T> {}

        /** It threw in time; errors of linking and the like included. */
        record Threw<T>(Throwable problem) implements Outcome<T> {}

        /** It was not begun: the system gives no more threads. */
        record NoThread<T>() implements Outcome<T> {}

        /** It did not end by the deadline and may hang for ever. */
        record Late<T>() implements Outcome<T> {}
    }
}
