/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.lane;

import java.util.concurrent.atomic.LongAdder;

/** How the lane is doing; written by the lane, read by anybody. */
public final class LaneStatistics {
    private final LongAdder commands = new LongAdder();
    private volatile long queueLength;
    private volatile long worstWaitNs;
    private volatile long worstRunNs;

    void ran(long waitNs, long runNs, int length) {
        commands.increment();
        queueLength = length;
        if (waitNs > worstWaitNs) {
            worstWaitNs = waitNs;
        }
        if (runNs > worstRunNs) {
            worstRunNs = runNs;
        }
    }

    public long commands() {
        return commands.sum();
    }

    /** Commands that waited when the last one ended. */
    public long queueLength() {
        return queueLength;
    }

    /** Longest time a command waited since the start. */
    public long worstWaitNs() {
        return worstWaitNs;
    }

    /** Longest time a command ran since the start. */
    public long worstRunNs() {
        return worstRunNs;
    }
}
