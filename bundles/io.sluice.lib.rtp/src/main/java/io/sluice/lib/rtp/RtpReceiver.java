/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.DecodingTimes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of one track: RTP packets in, access units out. It never throws because of what a packet holds:
 * what is wrong is counted in {@link #statistics()}, and the unit it belongs to is dropped. Packets must come in order;
 * late ones are dropped. Not safe on several threads.
 *
 * <p>A unit's pts is the packets' time stamp with wraps undone; the first one is taken as unsigned. It only goes on:
 * where the sender's clock is set, stands still or runs at another rate, the time of arrival helps ({@link Remark}). A
 * new SSRC (a camera that began anew) counts from its second packet in a row on (RFC 3550, A.1), and continues where
 * the old one ended. Pictures of H.264 and H.265 get their decoding time.
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
    private final RtpClock clock;
    private final SteadyTime steady;
    private final @Nullable DecodingTimes decoding;
    private boolean started;
    private int ssrc;
    private int nextSequence;
    private long arrivalNs;
    private Rtcp.@Nullable SenderReport early;
    /** The first packet of another sender. */
    private @Nullable Stranger stranger;

    private record Stranger(int ssrc, int sequence, byte[] packet) {}

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
        this.clock = new RtpClock(codec.clockRateHz());
        boolean reordered = codec.name().equals(Codec.H264) || codec.name().equals(Codec.H265);
        this.steady = new SteadyTime(codec.clockRateHz(), reordered);
        this.decoding = reordered ? new DecodingTimes(codec) : null;
        this.depacketizer = Depacketizer.of(codec, new ToSink());
    }

    /**
     * Takes a packet.
     *
     * @param packet all that remains is the packet; nothing of it is kept
     * @param receivedNs when it came on any clock that counts nanoseconds, for the jitter in receiver reports
     */
    public void packet(ByteBuffer packet, long receivedNs) {
        arrivalNs = receivedNs;
        try {
            RtpHeader header = RtpHeader.read(packet);
            counter.received(header, packet.remaining());
            if (!started || header.ssrc() == ssrc) {
                stranger = null;
                take(header, packet);
            } else {
                strange(header, packet);
            }
        } catch (RtpException e) {
            problem(e);
        }
    }

    private void take(RtpHeader header, ByteBuffer packet) throws RtpException {
        if (inOrder(header) && isOurs(header)) {
            long raw = clock.unwrap(header.rtpTimestamp());
            takeEarlyReport();
            counter.arrival(raw, arrivalNs);
            depacketizer.packet(raw, header.marker(), packet.slice(header.payloadFrom(), header.payloadBytes()));
        }
    }

    private boolean isOurs(RtpHeader header) {
        return payloadType == ANY_PAYLOAD_TYPE || payloadType == header.payloadType();
    }

    /** One packet of another sender is nothing, two in a row are a camera that began anew. */
    private void strange(RtpHeader header, ByteBuffer packet) throws RtpException {
        if (!isOurs(header)) {
            return;
        }
        Stranger first = stranger;
        int ahead = first == null ? 0 : (short) (header.sequence() - first.sequence);
        if (first == null || first.ssrc != header.ssrc() || ahead <= 0 || ahead > MAX_MISORDER) {
            byte[] copy = new byte[packet.remaining()];
            packet.duplicate().get(copy);
            stranger = new Stranger(header.ssrc(), header.sequence(), copy);
            return;
        }
        stranger = null;
        started = false;
        depacketizer.gap();
        clock.restart();
        steady.restart();
        if (decoding != null) {
            decoding.restart();
        }
        sink.remark(Remark.NEW_SENDER);
        ByteBuffer before = ByteBuffer.wrap(first.packet);
        try {
            take(RtpHeader.read(before), before);
        } catch (RtpException e) {
            problem(e);
        }
        take(header, packet);
    }

    private void problem(RtpException problem) {
        String text = String.valueOf(problem.getMessage());
        counter.malformed(text);
        if (text.equals(UnitBuffer.TOO_LARGE)) {
            sink.remark(Remark.UNIT_TOO_LARGE);
        }
    }

    private boolean inOrder(RtpHeader header) {
        if (!started) {
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
     * wall clock, as long as the reports agree with each other. Senders without a clock say 0.
     */
    public void senderReport(Rtcp.SenderReport report) {
        if (report.ntpTime() == 0) {
            return;
        }
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
            long time = steady.place(pts, decoding == null || decoding.ordered(), arrivalNs);
            remark(steady.change());
            long wallNs = steady.byArrival() ? AccessUnit.UNKNOWN : clock.wallClockNs(pts);
            long dts = decoding == null ? AccessUnit.UNKNOWN : decoding.next(time);
            sink.unit(AccessUnit.of(payload, time, dts, key, wallNs));
        }

        @Override
        public void dropped() {
            counter.droppedUnit();
        }

        @Override
        public void codec(Codec changed) {
            codec = changed;
            if (decoding != null) {
                decoding.codec(changed);
            }
            sink.codec(changed);
        }

        private void remark(SteadyTime.Change change) {
            switch (change) {
                case NONE -> {
                    return;
                }
                case JUMPED -> {
                    clock.forgetReports();
                    sink.remark(Remark.TIME_JUMPED);
                }
                case FROZEN -> sink.remark(Remark.TIME_FROZEN);
                case WRONG_RATE -> sink.remark(Remark.WRONG_RATE);
                case RECOVERED -> sink.remark(Remark.TIME_RECOVERED);
            }
        }
    }
}
