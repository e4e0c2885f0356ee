/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.lane;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The single thread with a queue that owns all registry and stream state. Tasks run one at a time, in the order they
 * were given. No driver code, no I/O, no process call, no {@code getService}, no callback of a plug-in may run here.
 */
public interface Lane extends Executor {
    /** Queues a task; any thread. */
    @Override
    void execute(Runnable task);

    /** Queues a task after a delay; any thread. */
    Cancellable after(Duration delay, Runnable task);

    /** Whether the calling thread is the lane. */
    boolean isHere();

    /** Finds the first offender who touches state from elsewhere; costs nothing without {@code -ea}. */
    default void assertHere() {
        assert isHere() : "lane state touched on " + Thread.currentThread();
    }

    /** Something that was planned and can be given up. */
    @FunctionalInterface
    interface Cancellable {
        /** Idempotent; on the lane nothing of it runs afterwards. */
        void cancel();
    }
}
