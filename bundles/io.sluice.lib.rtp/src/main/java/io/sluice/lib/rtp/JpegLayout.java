/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;

/**
 * JPEG (RFC 2435): baseline images of three components, 4:2:2 or 4:2:0, with the standard Huffman tables, up to 2040
 * pixels a side. Quantization tables go along (Q 255). Others, such as progressive ones, cannot be carried.
 */
final class JpegLayout implements Layout {
    private static final int MAIN_HEADER_BYTES = 8;
    private static final int RESTART_HEADER_BYTES = 4;
    private static final int TABLES_HEADER_BYTES = 4;
    private static final int IN_BAND_Q = 255;

    private final JpegHeaders headers = new JpegHeaders();

    @Override
    public void layOut(AccessUnit unit, PacketWriter out) {
        if (!headers.read(unit)) {
            return;
        }
        boolean restarts = headers.restartInterval() > 0;
        int common = MAIN_HEADER_BYTES + (restarts ? RESTART_HEADER_BYTES : 0);
        int from = headers.scanFrom();
        int end = headers.scanTo();
        int bytes;
        for (int at = from; at < end; at += bytes) {
            boolean first = at == from;
            int overhead = common + (first ? TABLES_HEADER_BYTES + 128 : 0);
            bytes = Math.min(end - at, out.room() - overhead);
            out.packet(overhead + bytes, unit.pts(), at + bytes == end);
            int offset = at - from;
            out.put(0); // 3.1: type-specific, offset in 24 bits, type, Q, size in blocks of 8
            out.put(offset >> 16);
            out.putShort(offset);
            out.put(headers.type() + (restarts ? 64 : 0));
            out.put(IN_BAND_Q);
            out.put((headers.width() + 7) / 8);
            out.put((headers.height() + 7) / 8);
            if (restarts) { // 3.1.7, with the count that says that intervals and packets do not agree
                out.putShort(headers.restartInterval());
                out.putShort(0xFFFF);
            }
            if (first) { // 3.1.8
                out.putShort(0);
                out.putShort(128);
                out.put(unit, headers.lumaTable(), 64);
                out.put(unit, headers.chromaTable(), 64);
            }
            out.put(unit, at, bytes);
        }
    }
}
