/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.nio.ByteBuffer;

/**
 * The fixed header of an RTP packet (RFC 3550, 5.1), and where its payload is.
 *
 * @param marker what it means depends on the payload format; in video the last packet of a picture
 * @param payloadType 0 to 127
 * @param sequence 0 to 65535
 * @param rtpTimestamp 32 bits in ticks of the payload format's clock, as a signed int
 * @param ssrc 32 bits
 * @param payloadFrom index of the first byte of the payload, after CSRCs and extension
 * @param payloadBytes length of the payload, without padding
 */
public record RtpHeader(
        boolean marker, int payloadType, int sequence, int rtpTimestamp, int ssrc, int payloadFrom, int payloadBytes) {
    /** Size of the header that {@link #write} makes. */
    public static final int BYTES = 12;

    /**
     * Reads the header of a packet that is all that remains in the buffer, whose position does not move.
     *
     * @throws RtpException when it is not RTP version 2 or its lengths disagree with its size
     */
    public static RtpHeader read(ByteBuffer packet) throws RtpException {
        int at = packet.position();
        int size = packet.remaining();
        if (size < BYTES) {
            throw new RtpException("RTP packet of " + size + " bytes");
        }
        int first = packet.get(at) & 0xFF;
        if (first >> 6 != 2) {
            throw new RtpException("RTP version " + (first >> 6));
        }
        int from = BYTES + 4 * (first & 0x0F);
        if ((first & 0x10) != 0) {
            if (from + 4 > size) {
                throw new RtpException("header extension after the end");
            }
            from += 4 + 4 * (packet.getShort(at + from + 2) & 0xFFFF);
        }
        int padding = (first & 0x20) != 0 ? packet.get(at + size - 1) & 0xFF : 0;
        if ((first & 0x20) != 0 && padding == 0 || from + padding > size) {
            throw new RtpException(
                    "RTP packet of " + size + " bytes with payload at " + from + " and padding " + padding);
        }
        int second = packet.get(at + 1) & 0xFF;
        return new RtpHeader(
                second >= 0x80,
                second & 0x7F,
                packet.getShort(at + 2) & 0xFFFF,
                packet.getInt(at + 4),
                packet.getInt(at + 8),
                at + from,
                size - from - padding);
    }

    /** Writes a header without CSRCs, extension and padding at the buffer's position: {@value #BYTES} bytes. */
    public static void write(
            ByteBuffer out, boolean marker, int payloadType, int sequence, int rtpTimestamp, int ssrc) {
        out.put((byte) 0x80)
                .put((byte) ((marker ? 0x80 : 0) | payloadType & 0x7F))
                .putShort((short) sequence)
                .putInt(rtpTimestamp)
                .putInt(ssrc);
    }
}
