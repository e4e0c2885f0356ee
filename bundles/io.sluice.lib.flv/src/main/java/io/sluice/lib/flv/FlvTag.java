/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.flv;

import java.nio.ByteBuffer;

/**
 * One tag of an FLV file (Video File Format Specification 10.1, E.4.1), or a message of RTMP, which is the same without
 * the frame around it.
 *
 * @param type {@link #AUDIO}, {@link #VIDEO}, {@link #SCRIPT}, or anything else up to 255
 * @param timestampMs 0 to 2^32 - 1; goes on at 0 after that
 * @param body from its position to its limit; read only through {@link ByteBuffer#duplicate()}
 */
public record FlvTag(int type, long timestampMs, ByteBuffer body) {
    public static final int AUDIO = 8;
    public static final int VIDEO = 9;
    public static final int SCRIPT = 18;

    /** Largest body: as large as an access unit may be. */
    public static final int MAX_BYTES = 8 << 20;

    private static final int HEADER_BYTES = 11;

    public FlvTag {
        if (type < 0 || type > 255 || timestampMs < 0 || timestampMs > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("FLV tag of type " + type + " at " + timestampMs);
        }
    }

    /** As it stands in a file, with the size of the tag behind it. */
    public byte[] toBytes() {
        int size = body.remaining();
        if (size > 0xFF_FFFF) {
            throw new IllegalArgumentException("FLV tag of " + size + " bytes");
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + size + 4);
        out.putInt(type << 24 | size);
        out.putInt((int) (timestampMs << 8 | timestampMs >> 24));
        out.put(new byte[3]).put(body.duplicate()).putInt(HEADER_BYTES + size);
        return out.array();
    }

    /** What a file begins with (E.2), with the size of no tag behind it. */
    public static byte[] fileHeader(boolean audio, boolean video) {
        byte flags = (byte) ((audio ? 4 : 0) | (video ? 1 : 0));
        return new byte[] {'F', 'L', 'V', 1, flags, 0, 0, 0, 9, 0, 0, 0, 0};
    }
}
