/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

/**
 * Makes a time that goes on out of the time stamps that cameras send: a clock that is set while media flows, stands
 * still, or runs at another rate than was described, must not be seen. Not safe on several threads.
 *
 * <p>Time stamps are believed as long as they can be: what a network delays, or sends in a burst, changes nothing.
 */
final class SteadyTime {
    /** What changed. */
    enum Change {
        NONE,
        /** The sender's clock was set; media goes on where it was. */
        JUMPED,
        /** From now on the time of arrival counts. */
        FROZEN,
        WRONG_RATE,
        /** From now on time stamps count again. */
        RECOVERED
    }

    private static final long NS = 1_000_000_000L;
    /** Where pictures are reordered times go back by less. */
    private static final long MAX_REORDER_NS = NS / 2;

    /** Units in a row that are behind what was reached. */
    private static final int MAX_SLIPS = 3;

    private static final long MAX_STEP_NS = NS;
    private static final long FROZEN_NS = NS;
    private static final int MIN_UNITS = 5;
    /** After such a pause nothing can be said of the rate. */
    private static final long MAX_PAUSE_NS = 2 * NS;

    private static final double MAX_RATE_FACTOR = 2.5;
    /** Seconds of a clock that is too slow, in a row: a slow network looks the same for a while. */
    private static final int MAX_SLOW_WINDOWS = 3;

    private static final int MAX_FAST_WINDOWS = 2;
    private static final int MIN_GOOD_WINDOWS = 5;
    /** How much faster a camera's clock may run than ours without being ahead: 1 in 2000. */
    private static final long DRIFT = 2000;

    private final int rateHz;
    private final boolean strict;
    private boolean started;
    private boolean restarted;
    private boolean byArrival;
    private long offset;
    private long lastRaw;
    private long lastArrivalNs;
    private long highest;
    private long typicalStep;
    /** How far times were ahead of arrival at most, lately. */
    private long leadNs;

    private long firstTime;
    private long firstArrivalNs;
    private long changedNs;
    private int unchanged;
    private long windowRaw;
    private long windowNs;
    private int windowUnits;
    /** Windows of a wrong rate in a row: positive too fast, negative too slow. */
    private int suspicion;

    private int good;
    private int behind;
    private Change change = Change.NONE;

    /** @param strict two units never have the same time, where their order is known */
    SteadyTime(int rateHz, boolean strict) {
        this.rateHz = rateHz;
        this.strict = strict;
    }

    /** The time stamps that follow are another sender's. */
    void restart() {
        restarted = started;
        byArrival = false;
        unchanged = 0;
        suspicion = 0;
    }

    /** What the last {@link #place} saw. */
    Change change() {
        return change;
    }

    /** True when time stamps say nothing any more. */
    boolean byArrival() {
        return byArrival;
    }

    /**
     * The time of a unit.
     *
     * @param raw its time stamp without wraps
     * @param ordered no unit has an earlier time stamp than the one before it
     * @param arrivalNs when it was whole
     */
    long place(long raw, boolean ordered, long arrivalNs) {
        change = Change.NONE;
        if (!started) {
            started = true;
            highest = raw;
            firstTime = raw;
            firstArrivalNs = arrivalNs;
            leadNs = 0;
            changedNs = arrivalNs;
            window(raw, arrivalNs);
            return remember(raw, raw, arrivalNs);
        }
        long elapsedNs = Math.max(0, arrivalNs - lastArrivalNs);
        if (byArrival) {
            long arrived = Math.max(highest + 1, arrived(arrivalNs));
            if (recovered(raw, elapsedNs, arrivalNs)) {
                byArrival = false;
                offset = arrived - raw;
                change = Change.RECOVERED;
            }
            return remember(raw, arrived, arrivalNs);
        }
        long time = raw + offset;
        leadNs -= elapsedNs / DRIFT;
        if (restarted || jumped(raw, time, ordered, elapsedNs, arrivalNs)) {
            change = restarted ? Change.NONE : Change.JUMPED;
            restarted = false;
            behind = 0;
            time = highest + gap(elapsedNs);
            offset = time - raw;
            window(raw, arrivalNs);
        } else if (frozen(raw, arrivalNs) || wrongRate(raw, elapsedNs, arrivalNs)) {
            byArrival = true;
            change = unchanged >= MIN_UNITS ? Change.FROZEN : Change.WRONG_RATE;
            // A clock that is too slow lost time that other tracks did not; one that is too fast cannot go back.
            time = Math.max(highest + gap(elapsedNs), arrived(arrivalNs));
            firstTime = time;
            firstArrivalNs = arrivalNs;
            leadNs = 0;
            good = 0;
            suspicion = 0;
        } else {
            long step = raw - lastRaw;
            if (step > 0 && ns(step) < MAX_STEP_NS) {
                typicalStep = typicalStep == 0 ? step : typicalStep + (step - typicalStep) / 8;
            }
            time = ordered ? Math.max(time, strict ? highest + 1 : highest) : time;
        }
        return remember(raw, time, arrivalNs);
    }

    private long remember(long raw, long time, long arrivalNs) {
        if (raw != lastRaw) {
            changedNs = arrivalNs;
            unchanged = 0;
        }
        lastRaw = raw;
        lastArrivalNs = arrivalNs;
        highest = Math.max(highest, time);
        leadNs = Math.max(leadNs, ns(time - firstTime) - (arrivalNs - firstArrivalNs));
        return time;
    }

    private boolean jumped(long raw, long time, boolean ordered, long elapsedNs, long arrivalNs) {
        long back = highest - time;
        if (ns(back) > MAX_REORDER_NS) {
            return true;
        }
        // A step back that is small may be a slip; one that stays is not, where no unit belongs before another.
        behind = ordered && back > 0 && (behind > 0 || raw < lastRaw) ? behind + 1 : 0;
        if (behind >= MAX_SLIPS) {
            return true;
        }
        // Ahead of all that came before, and not because of a pause or of what a network held back.
        return ns(raw - lastRaw) > MAX_STEP_NS + elapsedNs
                && ns(time - firstTime) - (arrivalNs - firstArrivalNs) > leadNs + MAX_STEP_NS;
    }

    /** How long after the last unit one comes of which only the arrival is known. */
    private long gap(long elapsedNs) {
        long ticks = ticks(elapsedNs);
        return Math.max(1, ticks < 2 * typicalStep ? typicalStep : ticks);
    }

    private boolean frozen(long raw, long arrivalNs) {
        unchanged = raw == lastRaw ? unchanged + 1 : 0;
        return unchanged >= MIN_UNITS && arrivalNs - changedNs >= FROZEN_NS;
    }

    /** Windows of a second in which the clock ran far too slow, or far too fast. */
    private boolean wrongRate(long raw, long elapsedNs, long arrivalNs) {
        if (elapsedNs > MAX_PAUSE_NS) {
            window(raw, arrivalNs);
            suspicion = 0;
            return false;
        }
        windowUnits++;
        long passedNs = arrivalNs - windowNs;
        if (passedNs < NS || windowUnits < MIN_UNITS) {
            return false;
        }
        double rate = (double) ns(raw - windowRaw) / passedNs;
        int verdict = rate > MAX_RATE_FACTOR ? 1 : rate * MAX_RATE_FACTOR < 1 ? -1 : 0;
        suspicion = verdict == 0 || Integer.signum(suspicion) == -verdict ? verdict : suspicion + verdict;
        window(raw, arrivalNs);
        return suspicion >= MAX_FAST_WINDOWS || suspicion <= -MAX_SLOW_WINDOWS;
    }

    /** Some seconds in which time stamps kept pace with arrival. */
    private boolean recovered(long raw, long elapsedNs, long arrivalNs) {
        windowUnits++;
        long passedNs = arrivalNs - windowNs;
        if (elapsedNs > MAX_PAUSE_NS || passedNs >= NS) {
            double rate = (double) ns(raw - windowRaw) / passedNs;
            good = elapsedNs <= MAX_PAUSE_NS && windowUnits >= MIN_UNITS && Math.abs(rate - 1) < 0.2 ? good + 1 : 0;
            window(raw, arrivalNs);
        }
        return good >= MIN_GOOD_WINDOWS;
    }

    private void window(long raw, long arrivalNs) {
        windowRaw = raw;
        windowNs = arrivalNs;
        windowUnits = 0;
    }

    private long arrived(long arrivalNs) {
        return firstTime + ticks(arrivalNs - firstArrivalNs);
    }

    private long ticks(long ns) {
        return ns / NS * rateHz + ns % NS * rateHz / NS;
    }

    private long ns(long ticks) {
        return ticks / rateHz * NS + ticks % rateHz * NS / rateHz;
    }
}
