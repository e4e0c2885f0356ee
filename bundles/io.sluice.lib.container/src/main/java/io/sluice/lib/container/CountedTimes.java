/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import java.util.function.LongSupplier;

/**
 * Times for sound that comes without any: its samples count. When less came than the time that passed, by more than a
 * second, the rest was never there. Not safe on several threads.
 */
final class CountedTimes {
    private static final long SECOND_NS = 1_000_000_000;

    private final LongSupplier clockNs;
    private final int rateHz;
    private boolean begun;
    private long startNs;
    private long next;

    CountedTimes(LongSupplier clockNs, int rateHz) {
        this.clockNs = clockNs;
        this.rateHz = rateHz;
    }

    /** The time of the next samples, in samples. */
    long next(int samples) {
        long nowNs = clockNs.getAsLong();
        if (!begun) {
            begun = true;
            startNs = nowNs;
        }
        long elapsedNs = nowNs - startNs;
        long arrival = elapsedNs / SECOND_NS * rateHz + elapsedNs % SECOND_NS * rateHz / SECOND_NS;
        long time = arrival - next > rateHz ? arrival : next;
        next = time + samples;
        return time;
    }
}
