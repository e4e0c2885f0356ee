/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.toy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Hangs as only a bad driver hangs: interrupts do not help. The test lets go in the end. */
final class Blocking {
    /** System property: {@code true} lets everything go on that hangs. */
    static final String RELEASE = "sluice.itest.release";

    private Blocking() {}

    static void untilReleased() {
        boolean interrupted = false;
        while (!Boolean.getBoolean(RELEASE)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
