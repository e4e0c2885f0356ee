/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Grows as bytes come, up to the most that a unit may have. */
final class UnitBuffer {
    /** Most bytes of one access unit. */
    static final int MAX_BYTES = 8 << 20;

    static final String TOO_LARGE = "unit of more than " + MAX_BYTES + " bytes";

    private byte[] bytes = new byte[4096];
    private int size;

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    void clear() {
        size = 0;
    }

    void shrinkTo(int newSize) {
        size = newSize;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    void put(ByteBuffer data) throws RtpException {
        int length = data.remaining();
        need(length);
        data.get(bytes, size, length);
        size += length;
    }

    void put(int value) throws RtpException {
        need(1);
        bytes[size++] = (byte) value;
    }

    void putInt(int value) throws RtpException {
        need(4);
        size += 4;
        setInt(size - 4, value);
    }

    void setInt(int at, int value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }

    private void need(int more) throws RtpException {
        if (more > MAX_BYTES - size) {
            throw new RtpException(TOO_LARGE);
        }
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.min(MAX_BYTES, Math.max(size + more, bytes.length * 2)));
        }
    }
}
