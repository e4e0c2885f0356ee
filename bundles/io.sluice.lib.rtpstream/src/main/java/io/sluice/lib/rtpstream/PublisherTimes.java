/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.api.media.AccessUnit;

/**
 * Puts the tracks of a publisher, each of which counts from a random number (RFC 3550, 5.1), on one zero: by its sender
 * reports where it sends them, by the time of arrival until then.
 */
public final class PublisherTimes {
    private static final long NS = 1_000_000_000L;
    /** Reports that would move a track further are of clocks that have nothing to do with each other. */
    private static final long MAX_CORRECTION_NS = 5 * NS;

    private long zeroArrivalNs = AccessUnit.UNKNOWN;
    private long zeroWallNs = AccessUnit.UNKNOWN;

    /** The sender's wall clock at the common zero; {@link AccessUnit#UNKNOWN} until a report has told it. */
    public long zeroWallNs() {
        return zeroWallNs;
    }

    /** The times of another track. */
    public OfTrack track(int clockRateHz) {
        return new OfTrack(clockRateHz);
    }

    /** The times of one track. */
    public final class OfTrack {
        private final int clockRateHz;
        private boolean placed;
        private boolean byReport;
        private long shift;

        private OfTrack(int clockRateHz) {
            this.clockRateHz = clockRateHz;
        }

        /**
         * The unit at its time after the common zero.
         *
         * @param unit with the wall clock that the sender reports give, if there were any
         * @param arrivedNs on any clock that counts nanoseconds
         */
        public AccessUnit place(AccessUnit unit, long arrivedNs) {
            if (!placed) {
                placed = true;
                if (zeroArrivalNs == AccessUnit.UNKNOWN) {
                    zeroArrivalNs = arrivedNs;
                }
                shift = ticks(arrivedNs - zeroArrivalNs) - unit.pts();
            }
            if (!byReport && unit.wallClockNs() != AccessUnit.UNKNOWN) {
                byReport = true;
                align(unit);
            }
            return unit.shifted(shift, unit.wallClockNs());
        }

        private void align(AccessUnit unit) {
            if (zeroWallNs == AccessUnit.UNKNOWN) {
                zeroWallNs = unit.wallClockNs() - ns(unit.pts() + shift);
                return;
            }
            long wanted = ticks(unit.wallClockNs() - zeroWallNs) - unit.pts();
            if (Math.abs(ns(wanted - shift)) <= MAX_CORRECTION_NS) {
                shift = wanted;
            }
        }

        private long ticks(long ns) {
            return ns / NS * clockRateHz + ns % NS * clockRateHz / NS;
        }

        private long ns(long ticks) {
            return ticks / clockRateHz * NS + ticks % clockRateHz * NS / clockRateHz;
        }
    }
}
