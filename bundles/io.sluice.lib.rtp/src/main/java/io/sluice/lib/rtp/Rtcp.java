/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.util.List;

/** One packet of a compound RTCP packet (RFC 3550, 6). */
public sealed interface Rtcp {
    int SENDER_REPORT = 200;
    int RECEIVER_REPORT = 201;
    int SOURCE_DESCRIPTION = 202;
    int BYE = 203;

    /**
     * SR (6.4.1).
     *
     * @param ntpTime when it was sent: seconds since 1900 in the upper, 1/2^32 seconds in the lower 32 bits
     * @param rtpTimestamp the same moment on the RTP clock
     * @param packets sent until now, modulo 2^32
     * @param payloadBytes sent until now, modulo 2^32
     */
    record SenderReport(
            int ssrc, long ntpTime, int rtpTimestamp, int packets, int payloadBytes, List<ReportBlock> blocks)
            implements Rtcp {
        public SenderReport {
            blocks = List.copyOf(blocks);
        }

        /** The time it was sent in nanoseconds since the Unix epoch. */
        public long wallClockNs() {
            return NtpTime.toEpochNs(ntpTime);
        }
    }

    /** RR (6.4.2). */
    record ReceiverReport(int ssrc, List<ReportBlock> blocks) implements Rtcp {
        public ReceiverReport {
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * SDES (6.5) with its first chunk's CNAME.
     *
     * @param cname empty when there is none
     */
    record SourceDescription(int ssrc, String cname) implements Rtcp {}

    /**
     * BYE (6.6).
     *
     * @param reason empty when none is given
     */
    record Bye(List<Integer> ssrcs, String reason) implements Rtcp {
        public Bye {
            ssrcs = List.copyOf(ssrcs);
        }
    }

    /** Another type, for example feedback; its content is left out. */
    record Other(int packetType) implements Rtcp {}

    /**
     * What a receiver says of one sender (6.4.1).
     *
     * @param fractionLost since the last report, in 1/256
     * @param cumulativeLost 24 bits, signed
     * @param highestSequence with the number of wraps in the upper 16 bits
     * @param jitterTicks interarrival jitter
     * @param lastReport middle 32 bits of the last SR's NTP time, 0 for none
     * @param delay since that SR in 1/65536 seconds
     */
    record ReportBlock(
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            int highestSequence,
            int jitterTicks,
            int lastReport,
            int delay) {}
}
