/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for conditions, always with a deadline. */
public final class Await {
    private static final long PAUSE_NS = 2_000_000;

    private Await() {}

    /**
     * Waits until the condition holds.
     *
     * @param what for the failure: "… did not come true within …"
     * @param condition looked at every 2 ms on this thread; what it throws counts as false until the deadline
     * @throws AssertionError when it does not hold in time
     */
    public static void until(String what, Duration deadline, Callable<Boolean> condition) {
        until(() -> what, deadline, condition);
    }

    /**
     * As {@link #until(String, Duration, Callable)}, with a text that is made when it failed and can say how far things
     * got.
     */
    public static void until(Supplier<String> what, Duration deadline, Callable<Boolean> condition) {
        value(what, deadline, () -> condition.call() ? Boolean.TRUE : null);
    }

    /** Waits until there is a value and returns it. */
    public static <T> T value(String what, Duration deadline, Callable<@Nullable T> value) {
        return value(() -> what, deadline, value);
    }

    /** As {@link #value(String, Duration, Callable)}, with a text that is made when it failed. */
    public static <T> T value(Supplier<String> what, Duration deadline, Callable<@Nullable T> value) {
        long end = System.nanoTime() + deadline.toNanos();
        Exception last = null;
        while (true) {
            try {
                T found = value.call();
                if (found != null) {
                    return found;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
                throw new AssertionError(what.get() + ": not within " + deadline.toMillis() + " ms", last);
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    /** Fails when the condition comes true before the time is over: for what must not happen. */
    public static void never(String what, Duration time, Callable<Boolean> condition) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            try {
                if (condition.call()) {
                    throw new AssertionError(what + ": happened, and must not");
                }
            } catch (Exception e) {
                throw new AssertionError(what, e);
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }
}
