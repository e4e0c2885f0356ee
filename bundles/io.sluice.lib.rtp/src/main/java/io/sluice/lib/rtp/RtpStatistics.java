/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

/**
 * What an {@link RtpReceiver} counted.
 *
 * @param packets that came, late ones included
 * @param bytes of these packets
 * @param lost that never came
 * @param late that came after a younger one and were dropped
 * @param malformed that are no RTP or not what their payload format says
 * @param units delivered
 * @param droppedUnits that were not whole
 * @param jitterTicks interarrival jitter (RFC 3550, 6.4.1)
 * @param lastProblem what was wrong with the last malformed packet, or empty
 */
public record RtpStatistics(
        long packets,
        long bytes,
        long lost,
        long late,
        long malformed,
        long units,
        long droppedUnits,
        long jitterTicks,
        String lastProblem) {

    /** Counts for one receiver. */
    static final class Counter {
        private static final int MAX_DROPOUT = 3000;

        private final int clockRateHz;
        private long packets;
        private long bytes;
        private long lost;
        private long late;
        private long malformed;
        private long units;
        private long droppedUnits;
        private String lastProblem = "";

        private int ssrc;
        private int cycles;
        private int highest;
        private long lastTransit;
        private boolean hasTransit;
        private double jitter;
        private long lostAtReport;
        private long expectedSinceReport;
        private long senderReportNtp;
        private long senderReportAtNs;
        private long lastArrivalNs;

        Counter(int clockRateHz) {
            this.clockRateHz = clockRateHz;
        }

        void received(RtpHeader header, int size) {
            packets++;
            bytes += size;
        }

        void restart(int newSsrc, int sequence) {
            ssrc = newSsrc;
            cycles = 0;
            highest = sequence;
            hasTransit = false;
            jitter = 0;
            senderReportNtp = 0;
        }

        void inOrder(int sequence) {
            if (sequence < highest) {
                cycles++;
            }
            highest = sequence;
            expectedSinceReport++;
        }

        /** A jump back or far ahead means that the sender began anew (RFC 3550, A.1): then nobody knows how many. */
        void missing(int ahead) {
            if (ahead > 0 && ahead < MAX_DROPOUT) {
                lost += ahead;
                expectedSinceReport += ahead;
            }
        }

        void late() {
            late++;
        }

        void malformed(String problem) {
            malformed++;
            lastProblem = problem;
        }

        void unit() {
            units++;
        }

        void droppedUnit() {
            droppedUnits++;
        }

        /** RFC 3550, A.8. */
        void arrival(long pts, long receivedNs) {
            lastArrivalNs = receivedNs;
            long arrivalTicks = receivedNs / 1_000_000_000L * clockRateHz
                    + receivedNs % 1_000_000_000L * clockRateHz / 1_000_000_000L;
            long transit = arrivalTicks - pts;
            if (hasTransit) {
                jitter += (Math.abs(transit - lastTransit) - jitter) / 16;
            }
            lastTransit = transit;
            hasTransit = true;
        }

        void senderReport(long ntpTime) {
            senderReportNtp = ntpTime;
            senderReportAtNs = lastArrivalNs;
        }

        Rtcp.ReportBlock reportBlock(long nowNs) {
            long lostNow = lost - lostAtReport;
            int fraction = expectedSinceReport == 0 ? 0 : (int) Math.min(255, lostNow * 256 / expectedSinceReport);
            lostAtReport = lost;
            expectedSinceReport = 0;
            // 6.4.1: the middle 32 bits of the last report's NTP time, and how long ago that was in 1/65536 s.
            int lastReport = (int) (senderReportNtp >> 16);
            long delayNs = senderReportNtp == 0 ? 0 : Math.max(0, nowNs - senderReportAtNs);
            int delay = (int) (delayNs / 1_000_000_000L * 65_536 + delayNs % 1_000_000_000L * 65_536 / 1_000_000_000L);
            int cumulative = (int) Math.min(lost, 0x7F_FFFF);
            return new Rtcp.ReportBlock(
                    ssrc, fraction, cumulative, cycles << 16 | highest, (int) jitter, lastReport, delay);
        }

        RtpStatistics snapshot() {
            return new RtpStatistics(
                    packets, bytes, lost, late, malformed, units, droppedUnits, (long) jitter, lastProblem);
        }
    }
}
