/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes RTCP packets (RFC 3550, 6), each at the position of a big-endian buffer; a compound is one after the other, a
 * report first.
 */
public final class RtcpWriter {
    private static final int MAX_ITEMS = 31;

    private RtcpWriter() {}

    /** Bytes of a sender report without blocks and an SDES with this CNAME, as {@link #senderReport} writes them. */
    public static int senderReportBytes(String cname) {
        return 28 + descriptionBytes(cname);
    }

    /** Writes a sender report without blocks, and an SDES that names the sender. */
    public static void senderReport(
            ByteBuffer out, int ssrc, long epochNs, int rtpTimestamp, long packets, long payloadBytes, String cname) {
        out.putShort((short) (0x80 << 8 | Rtcp.SENDER_REPORT)).putShort((short) 6);
        out.putInt(ssrc).putLong(NtpTime.ofEpochNs(epochNs)).putInt(rtpTimestamp);
        out.putInt((int) packets).putInt((int) payloadBytes);
        description(out, ssrc, cname);
    }

    /** Writes a receiver report, and an SDES that names the receiver; at most {@value #MAX_ITEMS} blocks. */
    public static void receiverReport(ByteBuffer out, int ssrc, List<Rtcp.ReportBlock> blocks, String cname) {
        if (blocks.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("blocks: " + blocks.size());
        }
        out.putShort((short) ((0x80 | blocks.size()) << 8 | Rtcp.RECEIVER_REPORT));
        out.putShort((short) (1 + 6 * blocks.size())).putInt(ssrc);
        for (Rtcp.ReportBlock block : blocks) {
            out.putInt(block.ssrc()).putInt(block.fractionLost() << 24 | block.cumulativeLost() & 0xFF_FFFF);
            out.putInt(block.highestSequence()).putInt(block.jitterTicks());
            out.putInt(block.lastReport()).putInt(block.delay());
        }
        description(out, ssrc, cname);
    }

    /** Writes a BYE of one sender; inside a compound, after a report. */
    public static void bye(ByteBuffer out, int ssrc) {
        out.putShort((short) (0x81 << 8 | Rtcp.BYE)).putShort((short) 1).putInt(ssrc);
    }

    private static void description(ByteBuffer out, int ssrc, String cname) {
        byte[] name = bytes(cname);
        int size = descriptionBytes(cname);
        out.putShort((short) (0x81 << 8 | Rtcp.SOURCE_DESCRIPTION)).putShort((short) (size / 4 - 1));
        out.putInt(ssrc).put((byte) 1).put((byte) name.length).put(name);
        // 6.5: the list of items ends with a zero, and zeros up to the next word.
        for (int i = 10 + name.length; i < size; i++) {
            out.put((byte) 0);
        }
    }

    private static int descriptionBytes(String cname) {
        return (4 + 4 + 2 + bytes(cname).length + 1 + 3) / 4 * 4;
    }

    private static byte[] bytes(String cname) {
        byte[] bytes = cname.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= 255 ? bytes : Arrays.copyOf(bytes, 255);
    }
}
