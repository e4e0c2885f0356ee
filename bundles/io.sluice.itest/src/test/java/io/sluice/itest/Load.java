/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.lang.management.ManagementFactory;

/** How much of this machine others take. */
final class Load {
    private static final int MOST = 4;

    private Load() {}

    /** 1 where the processors are ours, up to 4 where many want them: what a limit in time is multiplied with. */
    static int factor() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        double crowd = system.getSystemLoadAverage() / system.getAvailableProcessors();
        return (int) Math.max(1, Math.min(MOST, Math.ceil(crowd)));
    }
}
