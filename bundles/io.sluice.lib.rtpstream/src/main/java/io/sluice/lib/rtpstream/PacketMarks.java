/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.lib.rtp.Framing;
import java.nio.ByteBuffer;

/** What stands between the packets of one track in the log of a feed. On the stream's media thread. */
public interface PacketMarks {
    /** For its RTP packets. */
    Framing framing();

    /** Bytes of marks of the unit that was written last. */
    int unitBytes(int packets);

    /** Bytes that {@link #report} writes. */
    int reportBytes();

    /** An RTCP packet follows. */
    void report(ByteBuffer out, int packetBytes);

    /** How the packets leave. */
    enum Kind {
        /** Interleaved into the RTSP connection (RFC 2326, 10.12). */
        INTERLEAVED("rtsp-tcp"),
        /** In datagrams of their own. */
        DATAGRAMS("rtsp-udp");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /** For the key of a feed. */
        public String key() {
            return key;
        }

        PacketMarks of(Wire wire) {
            return this == INTERLEAVED ? new InterleavedMarks(wire) : new RunMarks(wire);
        }
    }
}
