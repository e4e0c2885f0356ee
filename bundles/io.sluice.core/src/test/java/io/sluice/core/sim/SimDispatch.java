/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import io.sluice.core.lane.Dispatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Callbacks that run when the simulation says so, in their order. */
final class SimDispatch implements Dispatch {
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Executor mailbox() {
        return this;
    }

    boolean hasWork() {
        return !tasks.isEmpty();
    }

    void runOne() {
        tasks.remove().run();
    }
}
