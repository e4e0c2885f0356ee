/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.api.media.AccessUnit;

/**
 * The wall clock of a feed's sender reports: one for all tracks, and one that goes on. What a source says of its wall
 * clock changes when its first report comes and when its clock is set, for each track at another moment. Viewers would
 * see pictures jump by that: FFmpeg then leaves out all that are earlier than one it has had. So the clock only drifts
 * to where the source says it is, and stays where it is when that is far off.
 */
final class WallClock {
    /** One part in so many: nobody hears or sees it. */
    private static final long DRIFT = 1_000;

    /** A source that is further off has a clock of its own. */
    private static final long MAX_ERROR_NS = 10_000_000_000L;

    private long zeroNs = AccessUnit.UNKNOWN;
    private long lastNs;

    /**
     * The wall clock at a moment.
     *
     * @param streamNs the moment on the stream's time
     * @param saidNs what the source says that it is
     * @param leads whether the track that says so is the one that the others follow
     */
    long at(long streamNs, long saidNs, boolean leads) {
        long wantedNs = saidNs - streamNs;
        if (zeroNs == AccessUnit.UNKNOWN) {
            zeroNs = wantedNs;
        } else if (leads && Math.abs(wantedNs - zeroNs) <= MAX_ERROR_NS) {
            long mostNs = Math.max(0, streamNs - lastNs) / DRIFT;
            zeroNs += Math.max(-mostNs, Math.min(mostNs, wantedNs - zeroNs));
        }
        lastNs = streamNs;
        return zeroNs + streamNs;
    }

    /** When the stream's time began; {@link AccessUnit#UNKNOWN} before the first moment. */
    long zeroNs() {
        return zeroNs;
    }

    /** Goes on where another one was. */
    void resume(long leftZeroNs, long leftNs) {
        zeroNs = leftZeroNs;
        lastNs = leftNs;
    }
}
