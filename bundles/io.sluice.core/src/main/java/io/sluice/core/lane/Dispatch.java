/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.lane;

import java.util.concurrent.Executor;

/** Runs callbacks of plug-ins and completes their futures, off the lane. */
public interface Dispatch extends Executor {
    /** Runs a task on some thread that is not the lane. */
    @Override
    void execute(Runnable task);

    /** A new executor that runs its tasks one at a time and in order; one that blocks delays nobody but itself. */
    Executor mailbox();
}
