/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that came and were not used yet; the first one has the index 0. Not safe on several threads. */
public final class ByteWindow {
    private static final int FIRST_BYTES = 4 << 10;
    /** What is kept for the next bytes when all were used. */
    private static final int KEPT_BYTES = 256 << 10;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int start;
    private int end;

    /** Takes at most so many bytes of what remains in the buffer. */
    public void add(ByteBuffer data, int most) {
        int count = Math.min(most, data.remaining());
        if (count > bytes.length - end) {
            makeRoom(count);
        }
        data.get(bytes, end, count);
        end += count;
    }

    private void makeRoom(int count) {
        int size = size();
        byte[] target = bytes;
        // Moving within the array pays only when enough becomes free: otherwise each byte would move all others.
        if (size + count > bytes.length / 2) {
            target = new byte[Math.max(2 * bytes.length, Integer.highestOneBit(size + count) << 1)];
        }
        System.arraycopy(bytes, start, target, 0, size);
        bytes = target;
        start = 0;
        end = size;
    }

    public int size() {
        return end - start;
    }

    /** The byte at the index as 0..255. */
    public int at(int index) {
        return bytes[start + index] & 0xFF;
    }

    /** Two bytes, big endian. */
    public int shortAt(int index) {
        return at(index) << 8 | at(index + 1);
    }

    /** Three bytes, big endian. */
    public int mediumAt(int index) {
        return shortAt(index) << 8 | at(index + 2);
    }

    /** Four bytes, big endian. */
    public int intAt(int index) {
        return shortAt(index) << 16 | shortAt(index + 2);
    }

    /** The first place of the byte at or after the index, or -1. */
    public int indexOf(int value, int from) {
        for (int i = start + from; i < end; i++) {
            if (bytes[i] == (byte) value) {
                return i - start;
            }
        }
        return -1;
    }

    /** The first place of 00 00 01 at or after the index, or -1. */
    public int indexOfStartCode(int from) {
        int i = start + from;
        while (i + 2 < end) {
            int third = bytes[i + 2];
            if (third > 1 || third < 0) {
                i += 3;
            } else if (third == 1 && bytes[i] == 0 && bytes[i + 1] == 0) {
                return i - start;
            } else {
                i++;
            }
        }
        return -1;
    }

    /** The first bytes, copied; they stay. */
    public Bytes peek(int length) {
        return Bytes.of(ByteBuffer.wrap(bytes, start, length));
    }

    /** The first bytes as an array of the caller's own; they are used. */
    public byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(bytes, start, Math.min(end, start + length));
        skip(length);
        return taken;
    }

    /** The first bytes are used, at most all. */
    public void skip(int length) {
        start = Math.min(end, start + length);
        if (start == end) {
            start = 0;
            end = 0;
            bytes = bytes.length > KEPT_BYTES ? new byte[FIRST_BYTES] : bytes;
        }
    }
}
