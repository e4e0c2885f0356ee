/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.core.lane.Tuning;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** The one retry policy at work for one source. Start, reconnect, preload and publish all go through it. */
final class Retries {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Random random;
    private int failures;
    private final Deque<Long> refusals = new ArrayDeque<>();
    private long notBeforeNs = Long.MIN_VALUE;

    Retries(Random random) {
        this.random = random;
    }

    /** Failures since good media last flowed for long enough. */
    int failures() {
        return failures;
    }

    /** Notes a failure. */
    void failed(long nowNs, Tuning.Retry policy) {
        double grown = (double) policy.first().toNanos() * Math.pow(policy.factor(), Math.min(failures, 64));
        double delay = Math.min(grown, (double) policy.cap().toNanos());
        double varied = delay * (1 + policy.jitter() * (2 * random.nextDouble() - 1));
        failures++;
        notBeforeNs = nowNs + (long) varied;
    }

    /**
     * Notes that credentials were refused: cameras lock accounts, so at most a few in a window, and never in a hurry.
     */
    void refused(long nowNs, Tuning.Retry policy) {
        failures++;
        refusals.addLast(nowNs);
        while (refusals.size() > policy.authTries()) {
            refusals.removeFirst();
        }
        long patient = nowNs + policy.cap().toNanos();
        boolean exhausted = refusals.size() == policy.authTries();
        long windowEnds = exhausted ? refusals.getFirst() + policy.authWindow().toNanos() : Long.MIN_VALUE;
        notBeforeNs = Math.max(patient, windowEnds);
    }

    /** How long to wait before the next attempt; zero when it may start now. */
    Duration remaining(long nowNs) {
        return notBeforeNs == Long.MIN_VALUE || notBeforeNs <= nowNs
                ? Duration.ZERO
                : Duration.ofNanos(notBeforeNs - nowNs);
    }

    /** Good media flowed for long enough, or the source's definition or driver changed: begin anew. */
    void reset() {
        failures = 0;
        refusals.clear();
        notBeforeNs = Long.MIN_VALUE;
    }

    /** Notes that the driver lacks a program: looking whether it is there now costs little, and is not urgent. */
    void lacking(long nowNs) {
        failures++;
        notBeforeNs = nowNs + LOOK_AGAIN.toNanos();
    }

    /** The reason of the last failure may be gone: the next attempt may start now, unless credentials were refused. */
    void hurry() {
        if (refusals.isEmpty()) {
            notBeforeNs = Long.MIN_VALUE;
        }
    }

    /**
     * Nobody needs the source now. The next viewer need not serve the whole delay, but refused credentials stay
     * refused.
     */
    void rest(long nowNs, Tuning.Retry policy) {
        failures = 0;
        if (refusals.isEmpty()) {
            notBeforeNs = Math.min(notBeforeNs, nowNs + policy.first().toNanos());
        }
    }
}
