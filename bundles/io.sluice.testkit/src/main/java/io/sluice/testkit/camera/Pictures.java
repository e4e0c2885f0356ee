/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An elementary stream as pictures.
 *
 * @param h265 true for H.265, false for H.264
 * @param units the NAL units of each access unit
 * @param parameterSets the first one of each NAL unit type
 */
record Pictures(boolean h265, List<List<byte[]>> units, Map<Integer, byte[]> parameterSets) {
    static final int H264_SPS = 7;
    static final int H264_PPS = 8;
    static final int H265_VPS = 32;
    static final int H265_SPS = 33;
    static final int H265_PPS = 34;

    /** Cuts a stream in the byte stream format (Annex B). */
    static Pictures of(byte[] annexB, boolean h265) {
        var units = new ArrayList<List<byte[]>>();
        var sets = new TreeMap<Integer, byte[]>();
        var unit = new ArrayList<byte[]>();
        boolean picture = false;
        for (byte[] nal : nals(annexB)) {
            int type = type(nal, h265);
            boolean slice = h265 ? type < H265_VPS : type >= 1 && type <= 5;
            boolean begins = slice ? (nal[h265 ? 2 : 1] & 0x80) != 0 : opens(type, h265);
            if (picture && begins) {
                units.add(List.copyOf(unit));
                unit.clear();
                picture = false;
            }
            unit.add(nal);
            picture |= slice;
            if (h265 ? type >= H265_VPS && type <= H265_PPS : type == H264_SPS || type == H264_PPS) {
                sets.putIfAbsent(type, nal);
            }
        }
        if (!unit.isEmpty()) {
            units.add(List.copyOf(unit));
        }
        return new Pictures(h265, List.copyOf(units), sets);
    }

    private static boolean opens(int type, boolean h265) {
        return h265 ? type >= H265_VPS && type <= 35 || type == 39 : type >= 6 && type <= 9;
    }

    private static int type(byte[] nal, boolean h265) {
        return h265 ? nal[0] >> 1 & 0x3F : nal[0] & 0x1F;
    }

    private static List<byte[]> nals(byte[] stream) {
        var nals = new ArrayList<byte[]>();
        int begin = -1;
        for (int at = 0; at + 2 < stream.length; at++) {
            if (stream[at] == 0 && stream[at + 1] == 0 && stream[at + 2] == 1) {
                add(nals, stream, begin, at);
                begin = at + 3;
                at += 2;
            }
        }
        add(nals, stream, begin, stream.length);
        return nals;
    }

    private static void add(List<byte[]> nals, byte[] stream, int begin, int end) {
        int last = end;
        while (begin >= 0 && last > begin && stream[last - 1] == 0) {
            last--; // trailing_zero_8bits and the first byte of a start code of four
        }
        if (begin >= 0 && last > begin) {
            nals.add(Arrays.copyOfRange(stream, begin, last));
        }
    }

    /** The payloads of the RTP packets of one NAL unit (RFC 6184, 5.8; RFC 7798, 4.4.3). */
    List<byte[]> payloads(byte[] nal, int mtu) {
        if (nal.length <= mtu) {
            return List.of(nal);
        }
        int header = h265 ? 2 : 1;
        int chunk = mtu - header - 1;
        var payloads = new ArrayList<byte[]>();
        for (int at = header; at < nal.length; at += chunk) {
            int length = Math.min(chunk, nal.length - at);
            byte[] payload = new byte[header + 1 + length];
            if (h265) {
                payload[0] = (byte) (nal[0] & 0x81 | 49 << 1);
                payload[1] = nal[1];
            } else {
                payload[0] = (byte) (nal[0] & 0xE0 | 28);
            }
            int edges = (at == header ? 0x80 : 0) | (at + length == nal.length ? 0x40 : 0);
            payload[header] = (byte) (type(nal, h265) | edges);
            System.arraycopy(nal, at, payload, header + 1, length);
            payloads.add(payload);
        }
        return payloads;
    }
}
