/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.lib.rtp.PacketOptions;
import io.sluice.lib.rtp.Packetizer;
import io.sluice.lib.rtp.RtcpWriter;
import io.sluice.lib.rtp.RtpHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One track on its way into packets; sequence and counters go on when the codec changes. */
final class OutgoingTrack {
    private final Wire wire;
    private final PacketMarks marks;
    private final String cname;
    private int timestampOffset;
    private final int reportBytes;
    private @Nullable Packetizer packetizer;
    private int clockRateHz = 1;
    private int sequence;
    private long packets;
    private long payloadBytes;

    /**
     * @param timestampOffset added to each pts (RFC 3550, 5.1)
     * @param sequence of the first packet
     */
    OutgoingTrack(Wire wire, PacketMarks marks, String cname, int timestampOffset, int sequence) {
        this.wire = wire;
        this.marks = marks;
        this.cname = cname;
        this.timestampOffset = timestampOffset;
        this.sequence = sequence;
        this.reportBytes = RtcpWriter.senderReportBytes(cname);
    }

    void codec(Codec codec) {
        clockRateHz = codec.clockRateHz();
        packetizer = Packetizer.of(
                codec,
                new PacketOptions(
                        wire.payloadType(),
                        wire.ssrc(),
                        timestampOffset,
                        PacketOptions.DEFAULT_MAX_PACKET_BYTES,
                        true,
                        marks.framing()));
    }

    int clockRateHz() {
        return clockRateHz;
    }

    /** Bytes that {@link #append} writes; 0 when the unit cannot be carried. */
    int sizeOf(AccessUnit unit) {
        return packetizer == null ? 0 : packetizer.sizeOf(unit);
    }

    void append(AccessUnit unit, ByteBuffer out) {
        if (packetizer == null) {
            return;
        }
        int from = out.position();
        int count = packetizer.append(unit, sequence, out);
        sequence += count;
        packets += count;
        payloadBytes += out.position() - from - marks.unitBytes(count) - (long) count * RtpHeader.BYTES;
    }

    /** What another packaging must know to go on. */
    void write(StateWriter out) {
        out.number(wire.rtpChannel())
                .number(wire.rtcpChannel())
                .number(wire.payloadType())
                .number(wire.ssrc());
        out.number(timestampOffset).number(sequence & 0xFFFF).number(packets).number(payloadBytes);
    }

    /** @return false when it is of a track that looks different on the wire */
    boolean resume(StateReader in) throws IOException {
        // Not by equals: the first one of a record's class makes the JDK hold its class loader (ObjectMethods).
        boolean same = wire.rtpChannel() == in.whole()
                && wire.rtcpChannel() == in.whole()
                && wire.payloadType() == in.whole()
                && wire.ssrc() == in.whole();
        timestampOffset = in.whole();
        sequence = in.whole();
        packets = in.number();
        payloadBytes = in.number();
        return same;
    }

    /** Of the track that {@link #write} wrote; what else it wrote is passed over. */
    static Wire wireOf(StateReader in) throws IOException {
        var wire = new Wire(in.whole(), in.whole(), in.whole(), in.whole());
        for (int left = 4; left > 0; left--) {
            in.number();
        }
        return wire;
    }

    int reportBytes() {
        return marks.reportBytes() + reportBytes;
    }

    /**
     * Writes a sender report for the moment at which a unit of any track is presented.
     *
     * @param wallClockNs of that moment
     * @param pts of that moment in ticks of {@code ptsRateHz}; all tracks of a stream count from the same zero
     */
    void report(ByteBuffer out, long wallClockNs, long pts, int ptsRateHz) {
        long own = pts / ptsRateHz * clockRateHz + pts % ptsRateHz * clockRateHz / ptsRateHz;
        marks.report(out, reportBytes);
        RtcpWriter.senderReport(
                out, wire.ssrc(), wallClockNs, (int) own + timestampOffset, packets, payloadBytes, cname);
    }
}
