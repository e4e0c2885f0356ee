/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.lib.rtp.RtcpWriter;
import java.nio.ByteBuffer;
import java.util.List;

/** The last packet of a track: RTCP BYE (RFC 3550, 6.6), interleaved. Players then end instead of waiting. */
public final class Goodbye {
    public static final int MAX_BYTES = 512;

    private Goodbye() {}

    /** Not interleaved: for a datagram. */
    public static ByteBuffer datagram(int ssrc, String cname) {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        write(out, ssrc, cname);
        return out.flip();
    }

    private static void write(ByteBuffer out, int ssrc, String cname) {
        // RFC 3550, 6.1: a compound begins with a report.
        RtcpWriter.receiverReport(out, ssrc, List.of(), cname);
        RtcpWriter.bye(out, ssrc);
    }

    public static ByteBuffer of(Wire wire, String cname) {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES).put((byte) '$').put((byte) wire.rtcpChannel());
        int lengthAt = out.position();
        out.putShort((short) 0);
        write(out, wire.ssrc(), cname);
        return out.putShort(lengthAt, (short) (out.position() - lengthAt - 2)).flip();
    }
}
