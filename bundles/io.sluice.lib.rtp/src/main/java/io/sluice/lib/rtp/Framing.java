/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.nio.ByteBuffer;

/** What comes before each RTP packet on its transport. Called in order, on the packetizer's thread. */
public interface Framing {
    /** A unit follows, to be counted or to be written. */
    default void unit() {}

    /**
     * Bytes that {@link #begin} writes for the next packet; called once for each packet of a unit in order, whether it
     * is counted or written.
     */
    int prefixBytes(int packetBytes);

    /**
     * A packet follows.
     *
     * @param out big-endian; its position is where the prefix goes
     * @param packetBytes size of the packet without the prefix
     */
    void begin(ByteBuffer out, int packetBytes);

    /** Nothing: for datagrams whose boundaries somebody else knows. */
    static Framing none() {
        return new Framing() {
            @Override
            public int prefixBytes(int packetBytes) {
                return 0;
            }

            @Override
            public void begin(ByteBuffer out, int packetBytes) {
                // Nothing to write.
            }
        };
    }

    /**
     * Embedded binary data (RFC 2326, 10.12): a dollar sign, the channel, the length in two bytes.
     *
     * @param channel 0 to 255
     */
    static Framing interleaved(int channel) {
        if (channel < 0 || channel > 255) {
            throw new IllegalArgumentException("channel: " + channel);
        }
        return new Framing() {
            @Override
            public int prefixBytes(int packetBytes) {
                return 4;
            }

            @Override
            public void begin(ByteBuffer out, int packetBytes) {
                out.putInt('$' << 24 | channel << 16 | packetBytes);
            }
        };
    }
}
