/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network makes of a sender's packets, as bytes a fuzzer can mutate: for each packet how it travels, the length
 * of its payload in two bytes, and the payload.
 */
final class PacketList {
    private static final int MARKER = 0x01;
    private static final int NEXT_TIME = 0x02;
    private static final int LOST = 0x04;
    private static final int TWICE = 0x08;
    private static final int LATE = 0x10;
    private static final int JUMP = 0x20;
    private static final int OTHER_SENDER = 0x40;
    private static final int BACK_IN_TIME = 0x80;

    private PacketList() {}

    /** Packets that arrive as they were sent. */
    static byte[] of(int head, List<ByteBuffer> packets) {
        var out = new ByteArrayOutputStream();
        out.write(head);
        int last = 0;
        try {
            for (ByteBuffer packet : packets) {
                RtpHeader header = RtpHeader.read(packet);
                boolean next = header.rtpTimestamp() != last;
                last = header.rtpTimestamp();
                byte[] payload = new byte[header.payloadBytes()];
                packet.slice(header.payloadFrom(), payload.length).get(payload);
                out.write((header.marker() ? MARKER : 0) | (next ? NEXT_TIME : 0));
                out.write(payload.length >> 8);
                out.write(payload.length);
                out.writeBytes(payload);
            }
        } catch (RtpException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /** The packets as they arrive; the first byte of the data is somebody else's. */
    static List<ByteBuffer> arrive(byte[] data) {
        var packets = new ArrayList<ByteBuffer>();
        ByteBuffer in = ByteBuffer.wrap(data);
        in.position(Math.min(1, in.limit()));
        int sequence = 65_500;
        int time = -9000;
        int ssrc = 1;
        while (in.remaining() > 3) {
            int how = in.get();
            byte[] payload = new byte[Math.min(in.getShort() & 0xFFFF, in.remaining())];
            in.get(payload);
            sequence += (how & JUMP) != 0 ? 5000 * (payload.length + 1) : 1;
            time += (how & NEXT_TIME) != 0 ? 3000 : (how & BACK_IN_TIME) != 0 ? -6000 : 0;
            ssrc += (how & OTHER_SENDER) != 0 ? 1 : 0;
            ByteBuffer packet = ByteBuffer.allocate(RtpHeader.BYTES + payload.length);
            RtpHeader.write(packet, (how & MARKER) != 0, 96, sequence, time, ssrc);
            packet.put(payload).flip();
            if ((how & LOST) == 0) {
                packets.add((how & LATE) != 0 ? Math.max(0, packets.size() - 2) : packets.size(), packet);
            }
            if ((how & TWICE) != 0) {
                packets.add(packet.duplicate());
            }
        }
        return packets;
    }

    /**
     * Has a receiver take them. Nothing may be thrown, all is counted, and no unit is more than came in.
     *
     * @param perUnit bytes that a unit may have beyond what its packets had
     */
    static List<AccessUnit> receive(Codec codec, List<ByteBuffer> packets, int perUnit) {
        var received = new Clips.Received();
        var receiver = new RtpReceiver(codec, received);
        long in = 0;
        for (ByteBuffer packet : packets) {
            in += packet.remaining();
            receiver.packet(packet.duplicate(), in);
        }
        receiver.flush();
        RtpStatistics counted = receiver.statistics();
        assertThat(counted.packets()).isEqualTo(packets.size());
        assertThat(counted.units()).isEqualTo(received.units.size());
        assertThat(counted.lost()).isNotNegative();
        assertThat(counted.malformed()).isLessThanOrEqualTo(packets.size());
        long out = received.units.stream().mapToLong(AccessUnit::sizeBytes).sum();
        assertThat(out).isLessThanOrEqualTo(2 * in + (long) perUnit * received.units.size());
        assertThat(receiver.reportBlock(1).fractionLost()).isBetween(0, 255);
        return received.units;
    }

    /**
     * Units that were received can be sent on, and arrive as they are.
     *
     * @param first one that tells a receiver for sure that it begins
     */
    static void sendOn(Codec codec, AccessUnit first, List<AccessUnit> units) {
        var sent = new ArrayList<AccessUnit>();
        sent.add(first);
        for (AccessUnit unit : units) {
            sent.add(unit.shifted(sent.size() * 3000L - unit.pts(), 0));
        }
        var packets = Clips.packetize(new Clips.Clip(codec, sent), 200, 0);
        assertThat(texts(Clips.receive(codec, packets).units)).isEqualTo(texts(sent));
    }

    private static List<String> texts(List<AccessUnit> units) {
        return units.stream()
                .map(unit -> Clips.text(unit.shifted(-units.get(0).pts(), 0)))
                .toList();
    }
}
