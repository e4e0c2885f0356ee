/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp.tunnel;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes Base64 that never ends (RFC 4648, 4), however it is cut. Clients encode each request of its own, so padding
 * stands in the middle too.
 */
final class Base64Stream {
    private static final int[] VALUES = new int[128];
    private static final int NONE = -1;
    private static final int SKIP = -2;
    private static final int PAD = -3;

    static {
        Arrays.fill(VALUES, NONE);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = i;
        }
        VALUES['='] = PAD;
        for (char space : " \r\n\t".toCharArray()) {
            VALUES[space] = SKIP;
        }
    }

    private int bits;
    private int count;
    private int padding;

    /**
     * Decodes all that remains.
     *
     * @return a new buffer, or null when it is no Base64
     */
    @Nullable
    ByteBuffer decode(ByteBuffer in) {
        ByteBuffer out = ByteBuffer.allocate((in.remaining() + 3) / 4 * 3 + 3);
        while (in.hasRemaining()) {
            byte next = in.get();
            int value = next < 0 ? NONE : VALUES[next];
            if (value == SKIP) {
                continue;
            }
            if (value == NONE || (value == PAD ? count < 2 : padding > 0)) {
                return null;
            }
            padding += value == PAD ? 1 : 0;
            bits = bits << 6 | Math.max(0, value);
            if (++count == 4) {
                flush(out);
            }
        }
        return out.flip();
    }

    private void flush(ByteBuffer out) {
        out.put((byte) (bits >> 16));
        if (padding < 2) {
            out.put((byte) (bits >> 8));
        }
        if (padding < 1) {
            out.put((byte) bits);
        }
        bits = 0;
        count = 0;
        padding = 0;
    }
}
