/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;

/** AAC in mode AAC-hbr (RFC 3640, 3.3.6): one frame a packet, one AU header of 13 bits size and 3 bits index. */
final class AacLayout implements Layout {
    /** What 13 bits can say. */
    private static final int MAX_FRAME_BYTES = 8191;

    private static final int HEADERS_BYTES = 4;

    @Override
    public void layOut(AccessUnit unit, PacketWriter out) {
        int size = unit.sizeBytes();
        if (size == 0 || size > MAX_FRAME_BYTES) {
            return;
        }
        int piece = out.room() - HEADERS_BYTES;
        for (int at = 0; at < size; at += piece) {
            int bytes = Math.min(piece, size - at);
            // 3.2.3.1: the marker ends a frame; each fragment repeats the size of the whole.
            out.packet(HEADERS_BYTES + bytes, unit.pts(), at + bytes == size);
            out.putShort(16);
            out.putShort(size << 3);
            out.put(unit, at, bytes);
        }
    }
}
