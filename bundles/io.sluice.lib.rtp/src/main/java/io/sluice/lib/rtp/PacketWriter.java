/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes packets piece by piece; while counting it only adds up what they would need. */
final class PacketWriter {
    private final PacketOptions options;
    private @Nullable ByteBuffer out;
    private int sequence;
    private int packets;
    private long sizeBytes;

    PacketWriter(PacketOptions options) {
        this.options = options;
    }

    void count() {
        write(null, 0);
    }

    void write(@Nullable ByteBuffer target, int firstSequence) {
        out = target;
        sequence = firstSequence;
        packets = 0;
        sizeBytes = 0;
        options.framing().unit();
    }

    /** Ends the unit: how many packets it had. */
    int end() {
        out = null;
        return packets;
    }

    int sizeBytes() {
        return Math.toIntExact(sizeBytes);
    }

    /** Most payload bytes of a packet. */
    int room() {
        return options.maxPacketBytes() - RtpHeader.BYTES;
    }

    /** Begins a packet; exactly this many bytes must be put next. */
    void packet(int payloadBytes, long pts, boolean marker) {
        int packetBytes = RtpHeader.BYTES + payloadBytes;
        sizeBytes += options.framing().prefixBytes(packetBytes) + packetBytes;
        packets++;
        if (out != null) {
            options.framing().begin(out, packetBytes);
            int timestamp = (int) (pts + options.timestampOffset());
            RtpHeader.write(out, marker, options.payloadType(), sequence++, timestamp, options.ssrc());
        }
    }

    void put(int value) {
        if (out != null) {
            out.put((byte) value);
        }
    }

    void putShort(int value) {
        if (out != null) {
            out.putShort((short) value);
        }
    }

    void put(AccessUnit unit, int from, int length) {
        if (out != null) {
            unit.copyTo(from, out, length);
        }
    }

    void put(byte[] bytes, int from, int length) {
        if (out != null) {
            out.put(bytes, from, length);
        }
    }
}
