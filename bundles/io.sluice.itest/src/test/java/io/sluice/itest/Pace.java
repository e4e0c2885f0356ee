/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** How fast this machine is now. */
public final class Pace {
    // A machine that is more crowded than this is no place for tests.
    private static final double MOST = 8;

    private Pace() {}

    /**
     * A limit that is promised for a machine that has its processors for the server; more where others take them away,
     * those of the suite's other half among them.
     */
    public static Duration of(Duration promised) {
        var system = ManagementFactory.getOperatingSystemMXBean();
        double crowd = Math.max(1, system.getSystemLoadAverage() / system.getAvailableProcessors());
        return Duration.ofMillis((long) (promised.toMillis() * Math.min(crowd, MOST)));
    }
}
