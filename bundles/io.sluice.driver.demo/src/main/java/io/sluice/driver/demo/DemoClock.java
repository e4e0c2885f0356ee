/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

/** The time and who waits for it, so that tests can make it pass. */
interface DemoClock {
    /** Monotonic, as {@link System#nanoTime()}. */
    long nanoTime();

    /** Nanoseconds since the Unix epoch. */
    long epochNs();

    /** Runs a task later, all tasks on one thread; drops it when the driver has stopped. */
    void after(long delayNs, Runnable task);
}
