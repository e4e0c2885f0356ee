/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.media.AccessUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one zero point of time of all tracks of a connection: when the first packet of any of them came; from the first
 * sender reports on by the camera's own clock, whose tracks may drift apart by seconds a day. Loop only.
 */
final class ZeroPoint {
    private static final long NS = 1_000_000_000L;
    /** A rtptime further from the first packet is nonsense (live555 forks send 0). */
    private static final long MAX_INFO_S = 10;
    /** Clocks of two tracks further apart are not the same clock. */
    private static final long MAX_CORRECTION_NS = 3 * NS;
    /** Less than anybody hears or sees. */
    private static final long MIN_CORRECTION_NS = 5_000_000;
    /** From here on a drift is made good, little by little. */
    private static final long MAX_DRIFT_NS = 20_000_000;
    /** So long it must be there: between the reports of two tracks about a clock that was set it only seems so. */
    private static final long DRIFT_SEEN_NS = 15 * NS;

    private static final int SLEWS_PER_SECOND = 1000;
    /** Cameras without a set clock say 1970 or 2000. */
    private static final long PLAUSIBLE_WALL_NS = 978_307_200L * NS;
    /** Those that send seconds since their start, which looks like 2036, when NTP's seconds begin anew. */
    private static final long IMPLAUSIBLE_WALL_NS = 2_085_978_496L * NS;

    private boolean begun;
    private long originNs;
    private boolean wallKnown;
    private long wallAtZeroNs;

    private long sinceOriginNs(long arrivalNs) {
        if (!begun) {
            begun = true;
            originNs = arrivalNs;
        }
        return arrivalNs - originNs;
    }

    /** One track's time. */
    final class Track {
        private final int rateHz;
        private final boolean reference;
        private boolean started;
        private boolean aligned;
        private long base;
        private long lastPts = Long.MIN_VALUE;
        private long dropUpTo = Long.MIN_VALUE;
        private long driftSince = Long.MIN_VALUE;

        /** @param reference true for the one track whose clock the others follow */
        Track(int rateHz, boolean reference) {
            this.rateHz = rateHz;
            this.reference = reference;
        }

        boolean started() {
            return started;
        }

        /**
         * The first packet.
         *
         * @param rtpTime of the instant that playing began at as RTP-Info says (RFC 2326, 12.33), or null
         */
        void begin(int firstTimestamp, long arrivalNs, @Nullable Integer rtpTime) {
            started = true;
            long first = Integer.toUnsignedLong(firstTimestamp);
            base = first - ticks(sinceOriginNs(arrivalNs));
            if (rtpTime != null) {
                int since = firstTimestamp - rtpTime;
                if (rtpTime != 0 && Math.abs((long) since) <= MAX_INFO_S * rateHz) {
                    base = first - since;
                }
            }
        }

        /** The unit counted from the zero point, or null when it would go back behind one delivered before. */
        @Nullable
        AccessUnit place(AccessUnit unit) {
            if (unit.wallClockNs() != AccessUnit.UNKNOWN) {
                align(unit);
            }
            long pts = unit.pts() - base;
            if (pts <= dropUpTo) {
                return null;
            }
            lastPts = Math.max(lastPts, pts);
            boolean plausible = unit.wallClockNs() >= PLAUSIBLE_WALL_NS && unit.wallClockNs() < IMPLAUSIBLE_WALL_NS;
            return unit.shifted(-base, plausible ? unit.wallClockNs() : AccessUnit.UNKNOWN);
        }

        /** At once for the first time; after that reports that step would tear the tracks apart again. */
        private void align(AccessUnit unit) {
            long pts = unit.pts() - base;
            long zeroNs = unit.wallClockNs() - ns(pts);
            if (reference) {
                wallKnown = true;
                wallAtZeroNs = zeroNs;
            } else if (wallKnown) {
                long errorNs = zeroNs - wallAtZeroNs;
                if (aligned) {
                    drift(pts, errorNs);
                } else if (Math.abs(errorNs) >= MIN_CORRECTION_NS && Math.abs(errorNs) <= MAX_CORRECTION_NS) {
                    base -= ticks(errorNs);
                    dropUpTo = lastPts;
                }
                aligned = true;
            }
        }

        /** A millisecond for each unit, which nobody hears. */
        private void drift(long pts, long errorNs) {
            long sizeNs = Math.abs(errorNs);
            boolean slewing = driftSince != Long.MIN_VALUE && ns(pts - driftSince) >= DRIFT_SEEN_NS;
            if (sizeNs > MAX_CORRECTION_NS || sizeNs < (slewing ? MIN_CORRECTION_NS : MAX_DRIFT_NS)) {
                driftSince = Long.MIN_VALUE;
            } else if (slewing) {
                base -= Long.signum(errorNs) * (long) Math.max(1, rateHz / SLEWS_PER_SECOND);
            } else if (driftSince == Long.MIN_VALUE) {
                driftSince = pts;
            }
        }

        private long ticks(long ns) {
            return Math.floorDiv(ns, NS) * rateHz + Math.floorMod(ns, NS) * rateHz / NS;
        }

        private long ns(long ticks) {
            return Math.floorDiv(ticks, rateHz) * NS + Math.floorMod(ticks, rateHz) * NS / rateHz;
        }
    }
}
