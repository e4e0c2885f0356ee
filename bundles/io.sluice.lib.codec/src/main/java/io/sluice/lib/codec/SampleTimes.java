/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

/**
 * Times of sound whose container rounds them: as long as they agree with the number of samples within the rounding, the
 * samples count. Not safe on several threads.
 */
public final class SampleTimes {
    private final long tolerance;
    private long next;
    private boolean begun;

    /** @param toleranceSamples as far as container and samples may disagree */
    public SampleTimes(long toleranceSamples) {
        this.tolerance = toleranceSamples;
    }

    /**
     * The time of the next frame.
     *
     * @param said by the container, in samples
     * @param samples of the frame, 0 when they are not known
     */
    public long at(long said, int samples) {
        boolean agree = begun && Math.abs(said - next) <= tolerance;
        long time = agree ? next : said;
        begun = samples > 0;
        next = time + samples;
        return time;
    }

    /** The time of a frame of which the container says nothing: right after the one before. */
    public long following(int samples) {
        long time = next;
        next += samples;
        return time;
    }

    /** Whether there was a frame. */
    public boolean begun() {
        return begun;
    }
}
