/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.media.Codec;
import io.sluice.lib.rtp.RtpException;
import io.sluice.lib.rtp.RtpHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out from the first RTP packets whether a track is H.264 or H.265, because descriptions lie: Ezviz C6N says H265
 * and sends H264.
 *
 * <p>The two payload formats (RFC 6184, 5.2; RFC 7798, 1.1.4) hardly overlap: H.265's header has the lowest bit of its
 * first byte clear (layers above 31 do not exist) and a second byte of 1 to 7, and its usual types are reserved ones in
 * H.264.
 */
final class WireFormat {
    /** Packets that speak against the description before it is not believed; a parameter set alone is enough. */
    private static final int VOTES = 3;

    private final String described;
    /** Packets in a row that speak against the format that was believed: the camera was set to another one. */
    private static final int TURNED = 10;

    private int against;
    private int turned;
    private @Nullable String verdict;

    /** @param described {@link Codec#H264} or {@link Codec#H265} */
    WireFormat(String described) {
        this.described = described;
    }

    static boolean isInQuestion(Codec codec) {
        return codec.name().equals(Codec.H264) || codec.name().equals(Codec.H265);
    }

    /** The format on the wire, or null while it is not known. */
    @Nullable
    String verdict() {
        return verdict;
    }

    /** Looks at a packet; its position does not move. */
    void look(ByteBuffer packet) {
        if (verdict != null) {
            return;
        }
        try {
            RtpHeader header = RtpHeader.read(packet);
            if (header.payloadBytes() > 2) {
                payload(packet.get(header.payloadFrom()) & 0xFF, packet.get(header.payloadFrom() + 1) & 0xFF);
            }
        } catch (RtpException e) {
            return; // whoever takes the packet counts it
        }
    }

    /** Looks at a packet of a format that was decided on; true when the camera went over to the other one. */
    boolean turned(ByteBuffer packet) {
        try {
            RtpHeader header = RtpHeader.read(packet);
            if (header.payloadBytes() > 2) {
                int first = packet.get(header.payloadFrom()) & 0xFF;
                boolean h264 = canBeH264(first);
                boolean h265 = canBeH265(first, packet.get(header.payloadFrom() + 1) & 0xFF);
                boolean other = believed().equals(Codec.H264) ? h265 && !h264 : h264 && !h265;
                turned = other ? turned + 1 : h264 == h265 ? turned : 0;
            }
        } catch (RtpException e) {
            return false; // whoever takes the packet counts it
        }
        return turned == TURNED;
    }

    private String believed() {
        return verdict == null ? described : verdict;
    }

    private void payload(int first, int second) {
        boolean h264 = canBeH264(first);
        boolean h265 = canBeH265(first, second);
        if (h264 == h265) {
            return;
        }
        String seen = h264 ? Codec.H264 : Codec.H265;
        if (seen.equals(described)) {
            verdict = seen;
        } else if (++against >= VOTES || isParameterSet(first, second)) {
            verdict = seen;
        }
    }

    /** Slices, SEI, SPS, PPS, delimiter, end, STAP-A and FU-A; partitions (2 to 4) no camera sends. */
    private static boolean canBeH264(int first) {
        int type = first & 0x1F;
        return first < 0x80 && (type == 1 || type >= 5 && type <= 12 || type == 24 || type == 28);
    }

    private static boolean canBeH265(int first, int second) {
        int type = first >> 1 & 0x3F;
        boolean header = (first & 0x81) == 0 && second >= 1 && second <= 7;
        return header
                && (type <= 9 || type >= 16 && type <= 21 || type >= 32 && type <= 40 || type == 48 || type == 49);
    }

    /** An SPS or VPS of one format that cannot be anything of the other. */
    private boolean isParameterSet(int first, int second) {
        return described.equals(Codec.H265) ? (first & 0x9F) == 7 : first == 0x40 && second == 1;
    }
}
