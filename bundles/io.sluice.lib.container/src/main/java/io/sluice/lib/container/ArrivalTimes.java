/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import java.util.function.LongSupplier;

/**
 * Times for pictures that come without any: as they arrive, evened out by what the stream says of its rate. They begin
 * at 0 and rise. What comes late by more than half a second was not there before; what comes early (programs write at
 * once what they collected while they looked for a format) keeps its rate. Not safe on several threads.
 */
final class ArrivalTimes {
    private static final long BEHIND_NS = 500_000_000;
    /** Then the rate that the stream says is not its rate. */
    private static final long AHEAD_NS = 10_000_000_000L;
    /** Nothing is shown for a shorter or a longer time. */
    private static final long SHORTEST_NS = 2_000_000;

    private static final long LONGEST_NS = 10_000_000_000L;
    private static final long CLOCK_HZ = 90_000;
    private static final long SECOND_NS = 1_000_000_000;

    private final LongSupplier clockNs;
    private boolean begun;
    private long startNs;
    private long lastNs;
    private long lastFrameNs;
    private long offsetNs;
    private boolean byArrival;
    private long lastTicks = -1;

    /** @param clockNs monotonic */
    ArrivalTimes(LongSupplier clockNs) {
        this.clockNs = clockNs;
    }

    /**
     * The time of the picture that arrives now.
     *
     * @param frameNs how long it is shown, 0 when the stream does not say
     * @return in ticks of 90 kHz
     */
    long next(long frameNs) {
        long readNs = clockNs.getAsLong();
        if (!begun) {
            begun = true;
            startNs = readNs;
        }
        long arrivalNs = readNs - startNs + offsetNs;
        boolean known = lastFrameNs >= SHORTEST_NS && lastFrameNs <= LONGEST_NS && !byArrival;
        long timeNs = known ? evened(arrivalNs) : arrivalNs;
        lastFrameNs = frameNs;
        lastNs = timeNs;
        lastTicks = Math.max(lastTicks + 1, timeNs / SECOND_NS * CLOCK_HZ + timeNs % SECOND_NS * CLOCK_HZ / SECOND_NS);
        return lastTicks;
    }

    private long evened(long arrivalNs) {
        long timeNs = lastNs + lastFrameNs;
        long lateNs = arrivalNs - timeNs;
        if (lateNs > BEHIND_NS) {
            return arrivalNs;
        }
        if (lateNs < -AHEAD_NS) {
            byArrival = true;
            offsetNs += timeNs - arrivalNs;
            return timeNs;
        }
        // Clocks differ: a little each time, so that nobody sees it.
        long most = lastFrameNs / 20;
        return timeNs + Math.max(-most, Math.min(most, lateNs / 128));
    }
}
