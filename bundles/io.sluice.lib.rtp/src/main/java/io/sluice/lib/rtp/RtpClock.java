/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;

/** A sender's time stamps without wraps, and their relation to the wall clock. */
final class RtpClock {
    private static final long NS = 1_000_000_000L;
    /** Two reports that disagree by more are nonsense, at least one of them. */
    private static final long MAX_REPORT_ERROR_NS = NS / 2;

    private final int rateHz;
    private boolean started;
    private long last;
    private long reportTicks = AccessUnit.UNKNOWN;
    private long reportNs;
    private boolean trusted;

    RtpClock(int rateHz) {
        this.rateHz = rateHz;
    }

    /** The first time stamp of a sender is taken as unsigned. */
    long unwrap(int rtpTimestamp) {
        last = started ? last + (rtpTimestamp - (int) last) : Integer.toUnsignedLong(rtpTimestamp);
        started = true;
        return last;
    }

    /** Another sender, with another clock. */
    void restart() {
        started = false;
        forgetReports();
    }

    /** The relation that was reported does not hold any more. */
    void forgetReports() {
        reportTicks = AccessUnit.UNKNOWN;
    }

    /**
     * The same instant on both clocks (RFC 3550, 6.4.1). The first report is believed; one that disagrees with the one
     * before is not, until the next one agrees with it: the camera's clock was set meanwhile, or it makes times up.
     */
    void senderReport(int rtpTimestamp, long wallClockNs) {
        if (!started) {
            return;
        }
        long ticks = last + (rtpTimestamp - (int) last);
        if (reportTicks == AccessUnit.UNKNOWN) {
            trusted = true;
        } else {
            long errorNs = wallClockNs - reportNs - ns(ticks - reportTicks);
            trusted = Math.abs(errorNs) <= MAX_REPORT_ERROR_NS;
        }
        reportTicks = ticks;
        reportNs = wallClockNs;
    }

    long wallClockNs(long ticks) {
        return reportTicks == AccessUnit.UNKNOWN || !trusted ? AccessUnit.UNKNOWN : reportNs + ns(ticks - reportTicks);
    }

    private long ns(long ticks) {
        return ticks / rateHz * NS + ticks % rateHz * NS / rateHz;
    }
}
