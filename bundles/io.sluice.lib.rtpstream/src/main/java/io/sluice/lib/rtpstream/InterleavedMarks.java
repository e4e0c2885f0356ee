/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.lib.rtp.Framing;
import java.nio.ByteBuffer;

/** A dollar sign, the channel and the length before each packet (RFC 2326, 10.12). */
final class InterleavedMarks implements PacketMarks {
    private static final int BYTES = 4;

    private final Framing rtp;
    private final Framing rtcp;

    InterleavedMarks(Wire wire) {
        rtp = Framing.interleaved(wire.rtpChannel());
        rtcp = Framing.interleaved(wire.rtcpChannel());
    }

    @Override
    public Framing framing() {
        return rtp;
    }

    @Override
    public int unitBytes(int packets) {
        return packets * BYTES;
    }

    @Override
    public int reportBytes() {
        return BYTES;
    }

    @Override
    public void report(ByteBuffer out, int packetBytes) {
        rtcp.begin(out, packetBytes);
    }
}
