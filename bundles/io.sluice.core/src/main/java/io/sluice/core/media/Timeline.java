/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.media.AccessUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time of one stream: starts at 0 when the stream is made and only goes on, whatever its sources do. All tracks of
 * a generation keep the distance their source gave them: they share one offset. One thread at a time.
 */
final class Timeline {
    /** Further than this from where a unit is expected by its arrival is another time scale, not jitter. */
    static final long JUMP_NS = 10_000_000_000L;
    /** A decoding time cannot go back; by less than this it is taken for a slip of the source. */
    static final long BACK_NS = 1_000_000_000L;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MAX_SECONDS = 4_000_000_000L;

    private final long zeroNs;
    /** The wall clock at the stream's zero, as the last unit that had one says it. */
    private long wallNs;

    private long rebases;

    /**
     * Starts the stream's time.
     *
     * @param zeroNs now on the monotonic clock
     * @param zeroWallNs now, since the Unix epoch
     */
    Timeline(long zeroNs, long zeroWallNs) {
        this.zeroNs = zeroNs;
        this.wallNs = zeroWallNs;
    }

    /** From the source's time to the stream's. */
    private static final class Offset {
        private long ns;

        Offset(long ns) {
            this.ns = ns;
        }
    }

    /** One attempt to open one source. */
    static final class Generation {
        private @Nullable Offset newest;
        private volatile long zeroNs = AccessUnit.UNKNOWN;

        /** Which moment of the monotonic clock is its zero; any thread, before the first unit. */
        void zero(long nowNs) {
            zeroNs = nowNs;
        }
    }

    /** One track across all generations. */
    static final class Track {
        private @Nullable Generation generation;
        private @Nullable Offset offset;
        private int rateHz = 1;
        /** The offset in ticks, true for this number of ns. */
        private long offsetTicks;

        private long offsetNs;
        private boolean any;
        private long lastNs;
        private long lastTicks;
        /** Latest decoding time; what is presented in another order says nothing about it. */
        private long lastDecodedTicks = Long.MIN_VALUE;

        private long lastArrivalNs;
        /** Latest time of any kind given so far. */
        private long highestTicks;

        private void use(int newRateHz) {
            if (newRateHz != rateHz) {
                lastTicks = ticks(lastNs, newRateHz) + 1;
                highestTicks = ticks(nanos(highestTicks, rateHz), newRateHz) + 1;
                if (lastDecodedTicks != Long.MIN_VALUE) {
                    lastDecodedTicks = ticks(nanos(lastDecodedTicks, rateHz), newRateHz) + 1;
                }
                rateHz = newRateHz;
                follow(offset);
            }
        }

        private void follow(@Nullable Offset followed) {
            offset = followed;
            if (followed != null) {
                offsetNs = followed.ns;
                offsetTicks = ticks(offsetNs, rateHz);
            }
        }

        private void refresh() {
            if (offset != null && offset.ns != offsetNs) {
                follow(offset);
            }
        }

        /** Moves the offset for all tracks that follow it. */
        private void moveForward(long byTicks) {
            offsetTicks += byTicks;
            if (offset != null) {
                offset.ns += nanos(byTicks, rateHz);
                offsetNs = offset.ns;
            }
        }
    }

    /**
     * The unit at the stream's time, its wall-clock time known.
     *
     * @param unit of the source, its times in ticks of the rate
     * @param ordered no unit is decoded after one that is presented later, so that presentation times are decoding
     *     times: sound
     * @param arrivalNs on the monotonic clock
     */
    AccessUnit rebase(
            Track track, Generation generation, AccessUnit unit, int rateHz, boolean ordered, long arrivalNs) {
        boolean decodingKnown = ordered || unit.dts() != AccessUnit.UNKNOWN;
        long source = unit.dts() == AccessUnit.UNKNOWN ? unit.pts() : unit.dts();
        track.use(rateHz);
        track.refresh();
        boolean fresh = track.generation != generation;
        long expectedNs = fresh ? arrivalNs - zeroNs : track.lastNs + (arrivalNs - track.lastArrivalNs);
        if (fresh) {
            track.generation = generation;
            track.follow(generation.newest);
        }
        boolean mustNotGoBack = decodingKnown && !fresh;
        if (isOff(track, source, expectedNs, mustNotGoBack)) {
            // Perhaps another track of the source jumped before.
            track.follow(generation.newest);
            if (isOff(track, source, expectedNs, mustNotGoBack)) {
                establish(track, generation, source, arrivalNs - zeroNs);
            }
            fresh = true;
        }
        if (fresh && track.any && source + track.offsetTicks <= track.highestTicks) {
            track.moveForward(track.highestTicks + 1 - source - track.offsetTicks);
        }
        long shift = track.offsetTicks;
        if (decodingKnown) {
            if (source + shift <= track.lastDecodedTicks) {
                shift = track.lastDecodedTicks + 1 - source;
            }
            track.lastDecodedTicks = source + shift;
        }
        return finish(track, unit, source, shift, arrivalNs);
    }

    private AccessUnit finish(Track track, AccessUnit unit, long source, long shift, long arrivalNs) {
        long pts = unit.pts() + shift;
        track.highestTicks = track.any ? Math.max(track.highestTicks, pts) : pts;
        track.lastTicks = source + shift;
        track.lastNs = nanos(track.lastTicks, track.rateHz);
        track.lastArrivalNs = arrivalNs;
        track.any = true;
        long sinceZeroNs = nanos(pts, track.rateHz);
        if (unit.wallClockNs() == AccessUnit.UNKNOWN) {
            return unit.shifted(shift, wallNs + sinceZeroNs);
        }
        // What has no clock of its own, as sound that was made of this, goes by the same.
        wallNs = unit.wallClockNs() - sinceZeroNs;
        return unit.shifted(shift, unit.wallClockNs());
    }

    private static boolean isOff(Track track, long source, long expectedNs, boolean mustNotGoBack) {
        if (track.offset == null) {
            return true;
        }
        long ns = nanos(source + track.offsetTicks, track.rateHz);
        return Math.abs(ns - expectedNs) > JUMP_NS || mustNotGoBack && ns < track.lastNs - BACK_NS;
    }

    private void establish(Track track, Generation generation, long source, long arrivedNs) {
        long targetNs = arrivedNs;
        if (generation.newest != null) {
            rebases++;
        } else if (generation.zeroNs != AccessUnit.UNKNOWN) {
            long toldNs = generation.zeroNs - zeroNs + nanos(source, track.rateHz);
            targetNs = Math.abs(toldNs - arrivedNs) > JUMP_NS ? arrivedNs : toldNs;
        }
        var offset = new Offset(targetNs - nanos(source, track.rateHz));
        generation.newest = offset;
        track.offset = offset;
        track.offsetNs = offset.ns;
        // Not from the nanoseconds: exact, and right for sources whose numbers are beyond all years.
        track.offsetTicks = ticks(targetNs, track.rateHz) - source;
    }

    /** When the time of the stream was zero, on the monotonic clock; any thread. */
    long zeroNs() {
        return zeroNs;
    }

    /** How often a source's time did not fit to its arrival. */
    long rebases() {
        return rebases;
    }

    /** Ticks as nanoseconds, exact to one and without overflow; cut off at 126 years. */
    static long nanos(long ticks, int rateHz) {
        long seconds = ticks / rateHz;
        if (seconds > MAX_SECONDS || seconds < -MAX_SECONDS) {
            return (seconds > 0 ? MAX_SECONDS : -MAX_SECONDS) * SECOND_NS;
        }
        return seconds * SECOND_NS + ticks % rateHz * SECOND_NS / rateHz;
    }

    /** Nanoseconds as ticks, rounded to the nearest. */
    static long ticks(long ns, int rateHz) {
        long seconds = Math.floorDiv(ns, SECOND_NS);
        return seconds * rateHz + (Math.floorMod(ns, SECOND_NS) * rateHz + SECOND_NS / 2) / SECOND_NS;
    }
}
