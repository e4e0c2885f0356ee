/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import io.sluice.api.media.AccessUnit;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a PES packet begins with (ISO/IEC 13818-1, 2.4.3.6).
 *
 * @param lengthBytes of its payload, 0 when it is not said
 * @param pts 33 bits, or {@link AccessUnit#UNKNOWN}
 * @param dts 33 bits; the same as {@code pts} when it is not said
 * @param data what there is of the payload
 */
record Pes(int lengthBytes, long pts, long dts, ByteBuffer data) {
    private static final int FIXED_BYTES = 9;

    /** Reads the header, which is all in one packet; null when it is none. */
    static @Nullable Pes read(ByteBuffer payload) {
        ByteBuffer in = payload.slice();
        if (in.remaining() < FIXED_BYTES || in.getInt(0) >>> 8 != 1 || (in.get(6) & 0xC0) != 0x80) {
            return null;
        }
        int length = in.getShort(4) & 0xFFFF;
        int flags = in.get(7) & 0xFF;
        int headerBytes = in.get(8) & 0xFF;
        int begin = FIXED_BYTES + headerBytes;
        if (begin > in.remaining()) {
            return null;
        }
        boolean hasPts = (flags & 0x80) != 0 && headerBytes >= 5;
        boolean hasDts = (flags & 0xC0) == 0xC0 && headerBytes >= 10;
        long pts = hasPts ? stamp(in, FIXED_BYTES) : AccessUnit.UNKNOWN;
        long dts = hasDts ? stamp(in, FIXED_BYTES + 5) : pts;
        int rest = length == 0 ? 0 : Math.max(0, length - (begin - 6));
        return new Pes(rest, pts, dts, in.position(begin).slice());
    }

    private static long stamp(ByteBuffer in, int at) {
        long high = in.get(at) >> 1 & 7;
        return high << 30 | (in.getShort(at + 1) & 0xFFFE) << 14 | (in.getShort(at + 3) & 0xFFFE) >> 1;
    }
}
