/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.nio.ByteBuffer;

/** Writes the headers of a baseline JPEG up to its scan (RFC 2435, appendix B). */
final class JpegHeaderWriter {
    private final UnitBuffer out;

    JpegHeaderWriter(UnitBuffer out) {
        this.out = out;
    }

    /**
     * @param type 0 for 4:2:2, 1 for 4:2:0
     * @param tables 64 bytes for luma, 64 for chroma
     */
    void write(int type, int width, int height, byte[] tables, int restartInterval) throws RtpException {
        putShort(0xFFD8);
        for (int id = 0; id < 2; id++) {
            segment(0xDB, 65);
            out.put(id);
            put(tables, id * 64, 64);
        }
        if (restartInterval > 0) {
            segment(0xDD, 2);
            putShort(restartInterval);
        }
        frame(type, width, height);
        for (byte[] table : JpegTables.HUFFMAN) {
            segment(0xC4, table.length);
            put(table, 0, table.length);
        }
        segment(0xDA, 10);
        out.put(3);
        for (int component = 1; component <= 3; component++) {
            out.put(component);
            out.put(component == 1 ? 0x00 : 0x11);
        }
        out.put(0);
        out.put(63);
        out.put(0);
    }

    private void frame(int type, int width, int height) throws RtpException {
        segment(0xC0, 15);
        out.put(8);
        putShort(height);
        putShort(width);
        out.put(3);
        for (int component = 1; component <= 3; component++) {
            out.put(component);
            out.put(component > 1 ? 0x11 : type == 0 ? 0x21 : 0x22);
            out.put(component > 1 ? 1 : 0);
        }
    }

    private void segment(int marker, int bytes) throws RtpException {
        putShort(0xFF00 | marker);
        putShort(bytes + 2);
    }

    private void putShort(int value) throws RtpException {
        out.put(value >> 8);
        out.put(value);
    }

    private void put(byte[] bytes, int from, int length) throws RtpException {
        out.put(ByteBuffer.wrap(bytes, from, length));
    }
}
