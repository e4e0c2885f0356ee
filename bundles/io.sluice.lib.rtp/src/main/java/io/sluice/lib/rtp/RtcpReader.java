/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads compound RTCP packets (RFC 3550, 6.1), leniently: cameras do not always begin with a report. */
public final class RtcpReader {
    /** Packets of one compound that are read; the rest is ignored. */
    public static final int MAX_PACKETS = 64;

    private static final int CNAME = 1;
    private static final int BLOCK_BYTES = 24;

    private RtcpReader() {}

    /**
     * Reads all that remains in the buffer.
     *
     * @throws RtpException when it is not RTCP version 2 or lengths disagree with sizes
     */
    public static List<Rtcp> read(ByteBuffer compound) throws RtpException {
        ByteBuffer in = compound.slice();
        var packets = new ArrayList<Rtcp>();
        while (in.hasRemaining() && packets.size() < MAX_PACKETS) {
            if (in.remaining() < 4 || (in.get(in.position()) & 0xC0) != 0x80) {
                throw new RtpException("not RTCP, " + in.remaining() + " bytes are left");
            }
            int first = in.get(in.position()) & 0xFF;
            int type = in.get(in.position() + 1) & 0xFF;
            int length = 4 + 4 * (in.getShort(in.position() + 2) & 0xFFFF);
            if (length > in.remaining()) {
                throw new RtpException("RTCP packet of " + length + " bytes, " + in.remaining() + " are left");
            }
            packets.add(packet(type, first & 0x1F, in.slice(in.position() + 4, length - 4)));
            in.position(in.position() + length);
        }
        return packets;
    }

    private static Rtcp packet(int type, int count, ByteBuffer in) throws RtpException {
        return switch (type) {
            case Rtcp.SENDER_REPORT -> {
                need(in, 24);
                yield new Rtcp.SenderReport(
                        in.getInt(), in.getLong(), in.getInt(), in.getInt(), in.getInt(), blocks(count, in));
            }
            case Rtcp.RECEIVER_REPORT -> {
                need(in, 4);
                yield new Rtcp.ReceiverReport(in.getInt(), blocks(count, in));
            }
            case Rtcp.SOURCE_DESCRIPTION -> description(in);
            case Rtcp.BYE -> bye(count, in);
            default -> new Rtcp.Other(type);
        };
    }

    private static List<Rtcp.ReportBlock> blocks(int count, ByteBuffer in) throws RtpException {
        need(in, count * BLOCK_BYTES);
        var blocks = new ArrayList<Rtcp.ReportBlock>();
        for (int i = 0; i < count; i++) {
            int ssrc = in.getInt();
            int lost = in.getInt();
            blocks.add(new Rtcp.ReportBlock(
                    ssrc, lost >>> 24, lost << 8 >> 8, in.getInt(), in.getInt(), in.getInt(), in.getInt()));
        }
        return blocks;
    }

    private static Rtcp description(ByteBuffer in) throws RtpException {
        if (!in.hasRemaining()) {
            return new Rtcp.SourceDescription(0, "");
        }
        need(in, 4);
        int ssrc = in.getInt();
        while (in.remaining() >= 2) {
            int item = in.get();
            if (item == 0) {
                break;
            }
            int length = in.get() & 0xFF;
            need(in, length);
            if (item == CNAME) {
                return new Rtcp.SourceDescription(ssrc, text(in, length));
            }
            in.position(in.position() + length);
        }
        return new Rtcp.SourceDescription(ssrc, "");
    }

    private static Rtcp bye(int count, ByteBuffer in) throws RtpException {
        need(in, 4 * count);
        var ssrcs = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            ssrcs.add(in.getInt());
        }
        int length = in.hasRemaining() ? in.get() & 0xFF : 0;
        need(in, length);
        return new Rtcp.Bye(ssrcs, text(in, length));
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void need(ByteBuffer in, int bytes) throws RtpException {
        if (bytes > in.remaining()) {
            throw new RtpException("RTCP needs " + bytes + " bytes, " + in.remaining() + " are left");
        }
    }
}
