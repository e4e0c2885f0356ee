/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

/** Runs something after a while. */
@FunctionalInterface
interface Later {
    /** @param delayNs more than zero */
    void run(long delayNs, Runnable task);

    /** Runs what takes long. */
    @FunctionalInterface
    interface Worker {
        /** @throws java.util.concurrent.RejectedExecutionException too much waits already */
        void run(Runnable task);
    }
}
