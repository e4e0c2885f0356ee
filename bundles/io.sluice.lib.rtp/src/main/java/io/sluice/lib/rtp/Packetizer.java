/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;

/**
 * Makes RTP packets of access units, all packets of a unit as one contiguous region, allocating nothing per packet. Not
 * safe on several threads.
 */
public interface Packetizer {
    /**
     * Exactly the bytes that {@link #append} writes for this unit, framing included; 0 when it cannot be carried: a
     * broken one, a JPEG that RFC 2435 has no type for, an audio frame larger than a packet may be.
     */
    int sizeOf(AccessUnit unit);

    /**
     * Writes the unit's packets at the buffer's position.
     *
     * @param unit its pts plus the offset, modulo 2^32, is the packets' time stamp
     * @param sequence of the first packet; its low 16 bits count
     * @param out big-endian, direct or not, with at least {@link #sizeOf} bytes left
     * @return how many packets were written: the next unit's sequence is that much higher
     */
    int append(AccessUnit unit, int sequence, ByteBuffer out);

    /** The packetizer of a codec; make a new one when the codec changes. */
    static Packetizer of(Codec codec, PacketOptions options) {
        return new LaidOutPacketizer(Layout.of(codec, options), options);
    }
}
