/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** RTP packets as cameras send them, small. */
final class TestPackets {
    static final byte[] SPS = HexFormat.of().parseHex("6742c01fd900a0047fe022000003000200000300641e306484");
    static final byte[] PPS = HexFormat.of().parseHex("68cb8cb2");

    private TestPackets() {}

    static byte[] rtp(int payloadType, boolean marker, int sequence, int timestamp, int ssrc, byte... payload) {
        return ByteBuffer.allocate(12 + payload.length)
                .put((byte) 0x80)
                .put((byte) (payloadType | (marker ? 0x80 : 0)))
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(ssrc)
                .put(payload)
                .array();
    }

    /** RFC 2326, 10.12. */
    static byte[] frame(int channel, byte[] packet) {
        return ByteBuffer.allocate(4 + packet.length)
                .put((byte) '$')
                .put((byte) channel)
                .putShort((short) packet.length)
                .put(packet)
                .array();
    }

    /** SPS, PPS and a key picture, then other pictures, one packet each: in interleaved frames. */
    static byte[] h264(int channel, int payloadType, int pictures) {
        return h264(channel, payloadType, 1000, 90_000, pictures);
    }

    static byte[] h264(int channel, int payloadType, int sequence, int timestamp, int pictures) {
        var out = new ByteArrayOutputStream();
        int next = sequence;
        for (byte[] nal : new byte[][] {SPS, PPS}) {
            out.writeBytes(frame(channel, rtp(payloadType, false, next++, timestamp, 7, nal)));
        }
        for (int i = 0; i < pictures; i++) {
            byte[] slice = slice(i == 0 ? 0x65 : 0x41);
            out.writeBytes(frame(channel, rtp(payloadType, true, next++, timestamp + i * 3600, 7, slice)));
        }
        return out.toByteArray();
    }

    static byte[] slice(int header) {
        byte[] slice = new byte[40];
        Arrays.fill(slice, (byte) 0x77);
        slice[0] = (byte) header;
        slice[1] = (byte) 0x88;
        return slice;
    }

    /** VPS, SPS, PPS and a key picture of H.265, then others. */
    static byte[] h265(int channel, int payloadType, int pictures) {
        var out = new ByteArrayOutputStream();
        int next = 500;
        String[] sets = {
            "40010c01ffff016000000300900000030000030078ba0240",
            "420101016000000300900000030000030078a003c08010e596566924caf01680800001f480003a984",
            "4401c172b46240"
        };
        for (String set : sets) {
            String even = set.length() % 2 == 0 ? set : set + "0";
            out.writeBytes(frame(
                    channel,
                    rtp(payloadType, false, next++, 0, 9, HexFormat.of().parseHex(even))));
        }
        for (int i = 0; i < pictures; i++) {
            byte[] slice = slice(i == 0 ? 0x26 : 0x02);
            slice[1] = 1;
            slice[2] = (byte) 0xA0;
            out.writeBytes(frame(channel, rtp(payloadType, true, next++, i * 3600, 9, slice)));
        }
        return out.toByteArray();
    }

    /** A sender report (RFC 3550, 6.4.1). */
    static byte[] senderReport(int ssrc, long ntpSeconds, long ntpFraction, int timestamp) {
        return ByteBuffer.allocate(28)
                .putInt(0x80C80006)
                .putInt(ssrc)
                .putInt((int) ntpSeconds)
                .putInt((int) ntpFraction)
                .putInt(timestamp)
                .putInt(1)
                .putInt(1)
                .array();
    }
}
