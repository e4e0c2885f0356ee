/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * Has direct memory freed that logs do not hold any more. Only a collection of the whole heap frees it, and a server
 * that copies media makes so little garbage there that the collector sees no reason for one: on Java 25 the process
 * grew by 190 MB in six minutes for each ffmpeg leg of 4 Mbit/s, up to the JVM's own limit, where the media thread that
 * asks for more has to wait.
 */
public final class SegmentGarbage {
    /** A quarter of {@code MaxDirectMemorySize}. */
    static final long MOST_BYTES = 256L << 20;

    private final LogBudget budget;
    private final LongSupplier usedBytes;
    private final Runnable collector;

    private long madeBefore;
    /** What was left after the last collection that was asked for: something else holds it. */
    private long keptBytes;

    public SegmentGarbage(LogBudget budget) {
        this(budget, SegmentGarbage::directBytes, System::gc);
    }

    /**
     * @param usedBytes direct memory of this process
     * @param collector frees what nobody holds; returns when that is done
     */
    SegmentGarbage(LogBudget budget, LongSupplier usedBytes, Runnable collector) {
        this.budget = budget;
        this.usedBytes = usedBytes;
        this.collector = collector;
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** Looks, and collects when too much waits for it: every thread stands still then. One thread at a time. */
    public void check() {
        long made = budget.madeBytes();
        if (made - madeBefore < MOST_BYTES) {
            return;
        }
        if (unheldBytes() - keptBytes >= MOST_BYTES) {
            collector.run();
            keptBytes = unheldBytes();
            madeBefore = made;
        }
    }

    private long unheldBytes() {
        return usedBytes.getAsLong() - budget.heldBytes();
    }
}
