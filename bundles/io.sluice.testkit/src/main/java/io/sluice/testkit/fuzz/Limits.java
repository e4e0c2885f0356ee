/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What one case of a fuzz target may cost, whatever bytes it is made of: the declared exceptions only, at most
 * {@value #MAX_BYTES} bytes allocated and {@value #MAX_MS} ms of its thread's processor time, no thread left behind.
 */
public final class Limits {
    /** For inputs of up to {@value #INPUT_BYTES} bytes; larger ones may have as much more as they are larger. */
    public static final long MAX_BYTES = 16L << 20;

    /** Up to this size of an input the limits are fixed. */
    public static final int INPUT_BYTES = 64 << 10;

    public static final long MAX_MS = 100;

    /** Class loading and interpreted code are nobody's fault: the cheapest of so many runs counts. */
    private static final int RUNS = 5;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Limits() {}

    /** One case; makes all that it works on anew, as it may be run again. */
    public interface Case {
        void run() throws Exception;
    }

    /**
     * Runs a case.
     *
     * @param inputBytes size of its input
     * @param declared the exceptions that say that the input is wrong
     * @throws AssertionError when it costs more than it may
     */
    public static void hold(int inputBytes, Case once, Class<?>... declared) {
        var allowed = List.of(declared);
        long times = 1L + Math.max(0, inputBytes - 1) / INPUT_BYTES;
        long bytes = Long.MAX_VALUE;
        long ms = Long.MAX_VALUE;
        for (int i = 0; i < RUNS && (bytes > times * MAX_BYTES || ms > times * MAX_MS); i++) {
            int threadsBefore = Thread.activeCount();
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            long nsBefore = THREADS.getCurrentThreadCpuTime();
            run(once, allowed);
            ms = Math.min(ms, (THREADS.getCurrentThreadCpuTime() - nsBefore) / 1_000_000);
            bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - bytesBefore);
            int threads = Thread.activeCount() - threadsBefore;
            if (threads > 0) {
                throw new AssertionError(threads + " threads left behind");
            }
        }
        if (bytes > times * MAX_BYTES || ms > times * MAX_MS) {
            throw new AssertionError(bytes + " bytes allocated, " + ms + " ms, for an input of " + inputBytes);
        }
    }

    private static void run(Case once, List<Class<?>> allowed) {
        try {
            once.run();
        } catch (Exception e) {
            if (allowed.stream().noneMatch(type -> type.isInstance(e))) {
                throw new AssertionError("not declared: " + e, e);
            }
        }
    }
}
