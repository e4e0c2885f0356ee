/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.api.net.DatagramRun;
import io.sluice.lib.rtsp.RtpInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What the RTP-Info header says (RFC 2326, 12.33), read from the bytes that the viewer is about to get. */
public final class FirstPackets {
    private static final int HEADER_BYTES = 4;
    private static final int RTP_HEADER_BYTES = 12;
    private static final int NOT_FOUND = -1;

    private FirstPackets() {}

    /**
     * @param region packets from the beginning of one; its position does not move
     * @param kind how they are marked
     * @param tracks what is playing
     * @return the tracks that have a packet in the region
     */
    public static List<RtpInfo> of(ByteBuffer region, PacketMarks.Kind kind, List<TrackSetup> tracks) {
        var found = new ArrayList<RtpInfo>();
        for (TrackSetup track : tracks) {
            int channel = track.wire().rtpChannel();
            int at = kind == PacketMarks.Kind.DATAGRAMS ? firstRun(region, channel) : firstPacket(region, channel);
            if (at != NOT_FOUND) {
                found.add(new RtpInfo(track.url(), region.getShort(at + 2) & 0xFFFF, region.getInt(at + 4)));
            }
        }
        return found;
    }

    private static int firstPacket(ByteBuffer region, int channel) {
        int at = region.position();
        while (at + HEADER_BYTES + RTP_HEADER_BYTES <= region.limit() && region.get(at) == '$') {
            int length = region.getShort(at + 2) & 0xFFFF;
            if ((region.get(at + 1) & 0xFF) == channel && length >= RTP_HEADER_BYTES) {
                return at + HEADER_BYTES;
            }
            at += HEADER_BYTES + length;
        }
        return NOT_FOUND;
    }

    private static int firstRun(ByteBuffer region, int channel) {
        int at = region.position();
        while (at + DatagramRun.HEADER_BYTES + RTP_HEADER_BYTES <= region.limit()) {
            if (DatagramRun.target(region, at) == channel) {
                return at + DatagramRun.HEADER_BYTES;
            }
            at += DatagramRun.HEADER_BYTES + DatagramRun.bytes(region, at);
        }
        return NOT_FOUND;
    }
}
