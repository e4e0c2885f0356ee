/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import java.nio.ByteBuffer;

/** Walks the messages of an SEI NAL unit (ISO/IEC 14496-10, 7.3.2.3; the same in H.265). */
final class Sei {
    private Sei() {}

    /** Takes one message; true ends the walk. */
    interface Visitor {
        boolean message(int type, byte[] bytes, int from, int length);
    }

    static boolean contains(ByteBuffer nal, int headerBytes, int wanted) {
        return walk(nal, headerBytes, (type, bytes, from, length) -> type == wanted);
    }

    /** True when the visitor ended the walk; false also for what cannot be read. */
    static boolean walk(ByteBuffer nal, int headerBytes, Visitor visitor) {
        byte[] raw = new byte[nal.remaining()];
        nal.duplicate().get(raw);
        byte[] bytes = BitReader.withoutEmulationPrevention(raw, headerBytes, raw.length);
        int at = 0;
        while (at + 2 <= bytes.length) {
            int type = 0;
            while (at < bytes.length && bytes[at] == (byte) 0xFF) {
                type += 255;
                at++;
            }
            type += at < bytes.length ? bytes[at++] & 0xFF : 0;
            int length = 0;
            while (at < bytes.length && bytes[at] == (byte) 0xFF) {
                length += 255;
                at++;
            }
            length += at < bytes.length ? bytes[at++] & 0xFF : 0;
            if (length > bytes.length - at) {
                return false;
            }
            if (visitor.message(type, bytes, at, length)) {
                return true;
            }
            at += length;
        }
        return false;
    }
}
