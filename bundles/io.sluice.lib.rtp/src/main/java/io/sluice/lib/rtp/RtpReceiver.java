/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of one track: RTP packets in, access units out. It never throws because of what a packet holds:
 * what is wrong is counted in {@link #statistics()}, and the unit it belongs to is dropped. Packets must come in order;
 * late ones are dropped. Not safe on several threads.
 *
 * <p>A unit's pts is the packets' time stamp with wraps undone; the first one is taken as unsigned. A new SSRC (a
 * camera that began anew) continues where the old one ended.
 */
public final class RtpReceiver {
    /** Takes every packet, whatever its payload type. */
    public static final int ANY_PAYLOAD_TYPE = -1;

    /** A sequence number so little behind is a late packet, further behind the camera began anew (RFC 3550, A.1). */
    private static final int MAX_MISORDER = 100;

    private final UnitSink sink;
    private final int payloadType;
    private final RtpStatistics.Counter counter;
    private Depacketizer depacketizer;
    private Codec codec;
    private final Clock clock;
    private boolean started;
    private int ssrc;
    private int nextSequence;
    private Rtcp.@Nullable SenderReport early;

    /** A receiver that takes packets of any payload type. */
    public RtpReceiver(Codec codec, UnitSink sink) {
        this(codec, ANY_PAYLOAD_TYPE, sink);
    }

    /**
     * @param codec as the SDP describes the track; its clock is the RTP clock
     * @param payloadType of the track, or {@link #ANY_PAYLOAD_TYPE}; others, such as comfort noise in between, make no
     *     units but their sequence numbers count, so that nothing seems lost
     * @param sink called from {@link #packet} and {@link #flush}
     */
    public RtpReceiver(Codec codec, int payloadType, UnitSink sink) {
        this.payloadType = payloadType;
        this.codec = codec;
        this.sink = sink;
        this.counter = new RtpStatistics.Counter(codec.clockRateHz());
        this.clock = new Clock(codec.clockRateHz());
        this.depacketizer = Depacketizer.of(codec, new ToSink());
    }

    /**
     * Takes a packet.
     *
     * @param packet all that remains is the packet; nothing of it is kept
     * @param receivedNs when it came on any clock that counts nanoseconds, for the jitter in receiver reports
     */
    public void packet(ByteBuffer packet, long receivedNs) {
        try {
            RtpHeader header = RtpHeader.read(packet);
            counter.received(header, packet.remaining());
            if (inOrder(header) && (payloadType == ANY_PAYLOAD_TYPE || payloadType == header.payloadType())) {
                long pts = clock.unwrap(header.rtpTimestamp());
                takeEarlyReport();
                counter.arrival(pts, receivedNs);
                depacketizer.packet(pts, header.marker(), packet.slice(header.payloadFrom(), header.payloadBytes()));
            }
        } catch (RtpException e) {
            counter.malformed(String.valueOf(e.getMessage()));
        }
    }

    private boolean inOrder(RtpHeader header) {
        if (!started || header.ssrc() != ssrc) {
            if (started) {
                depacketizer.gap();
                clock.restart();
            }
            started = true;
            ssrc = header.ssrc();
            counter.restart(ssrc, header.sequence());
        } else {
            int ahead = (short) (header.sequence() - nextSequence);
            if (ahead < 0 && ahead >= -MAX_MISORDER) {
                counter.late();
                return false;
            }
            if (ahead != 0) {
                counter.missing(ahead);
                depacketizer.gap();
            }
        }
        nextSequence = header.sequence() + 1 & 0xFFFF;
        counter.inOrder(header.sequence());
        return true;
    }

    /**
     * Takes the relation between time stamps and wall clock from a sender report (RFC 3550, 6.4.1): units then have a
     * wall clock.
     */
    public void senderReport(Rtcp.SenderReport report) {
        if (started && report.ssrc() == ssrc) {
            clock.senderReport(report.rtpTimestamp(), report.wallClockNs());
            counter.senderReport(report.ntpTime());
        } else {
            // FFmpeg and this server send it before the first packet, so that the first unit has a wall clock.
            early = report;
        }
    }

    private void takeEarlyReport() {
        Rtcp.SenderReport report = early;
        if (report != null && report.ssrc() == ssrc) {
            early = null;
            senderReport(report);
        }
    }

    /** Gives away what is whole: nothing more comes. */
    public void flush() {
        depacketizer.flush();
    }

    /** The codec as it is known now. */
    public Codec codec() {
        return codec;
    }

    /** What has been counted until now. */
    public RtpStatistics statistics() {
        return counter.snapshot();
    }

    /**
     * The block about this sender in a receiver report (RFC 3550, 6.4.2); the interval for the lost fraction begins
     * anew.
     */
    public Rtcp.ReportBlock reportBlock(long nowNs) {
        return counter.reportBlock(nowNs);
    }

    private final class ToSink implements Output {
        @Override
        public void unit(byte[] payload, long pts, boolean key) {
            counter.unit();
            sink.unit(AccessUnit.of(payload, pts, AccessUnit.UNKNOWN, key, clock.wallClockNs(pts)));
        }

        @Override
        public void dropped() {
            counter.droppedUnit();
        }

        @Override
        public void codec(Codec changed) {
            codec = changed;
            sink.codec(changed);
        }
    }

    /** Time stamps to pts and wall clock. */
    private static final class Clock {
        private final int rateHz;
        private boolean started;
        private long last;
        /** Added to a time stamp of the present SSRC that is counted from its first one on. */
        private boolean restarting;

        private long offset;
        private long reportPts = AccessUnit.UNKNOWN;
        private long reportNs;

        Clock(int rateHz) {
            this.rateHz = rateHz;
        }

        long unwrap(int rtpTimestamp) {
            if (!started) {
                started = true;
                last = Integer.toUnsignedLong(rtpTimestamp);
            } else if (restarting) {
                restarting = false;
                // One tick on: what time really passed only the sender knows.
                offset = last + 1 - Integer.toUnsignedLong(rtpTimestamp);
                last++;
            } else {
                last += rtpTimestamp - (int) (last - offset);
            }
            return last;
        }

        void restart() {
            restarting = true;
            reportPts = AccessUnit.UNKNOWN;
        }

        void senderReport(int rtpTimestamp, long wallClockNs) {
            if (started && !restarting) {
                reportPts = last + (rtpTimestamp - (int) (last - offset));
                reportNs = wallClockNs;
            }
        }

        long wallClockNs(long pts) {
            if (reportPts == AccessUnit.UNKNOWN) {
                return AccessUnit.UNKNOWN;
            }
            long ticks = pts - reportPts;
            return reportNs + ticks / rateHz * 1_000_000_000L + ticks % rateHz * 1_000_000_000L / rateHz;
        }
    }
}
