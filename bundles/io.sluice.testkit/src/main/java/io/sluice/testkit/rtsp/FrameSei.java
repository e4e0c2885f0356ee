/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

import java.nio.charset.StandardCharsets;

/**
 * The SEI message that carries send time and picture number, as LoadReaders writes it: user_data_unregistered (H.264
 * section D.1.7) with a UUID of ours, 16 hexadecimal digits of nanoseconds since the epoch and 8 of the number. ASCII
 * needs no emulation prevention.
 */
final class FrameSei {
    private static final byte[] UUID = "LOADREADERS-TS01".getBytes(StandardCharsets.US_ASCII);
    private static final int NUMBER_OFFSET = 3 + 16 + 16;
    private static final int BODY_BYTES = 16 + 16 + 8;

    private FrameSei() {}

    /** The NAL unit, without a start code. */
    static byte[] nal(long epochNs, int number) {
        byte[] nal = new byte[3 + BODY_BYTES + 1];
        nal[0] = 6;
        nal[1] = 5;
        nal[2] = BODY_BYTES;
        System.arraycopy(UUID, 0, nal, 3, UUID.length);
        byte[] digits = String.format("%016x%08x", epochNs, number).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, nal, 3 + UUID.length, digits.length);
        nal[nal.length - 1] = (byte) 0x80;
        return nal;
    }

    /** The picture number, or -1 when the NAL unit at that place is no such message. */
    static long number(byte[] bytes, int offset, int length) {
        if (length < 3 + BODY_BYTES || (bytes[offset] & 0x1F) != 6 || bytes[offset + 1] != 5) {
            return -1;
        }
        for (int i = 0; i < UUID.length; i++) {
            if (bytes[offset + 3 + i] != UUID[i]) {
                return -1;
            }
        }
        try {
            String digits = new String(bytes, offset + NUMBER_OFFSET, 8, StandardCharsets.US_ASCII);
            return Long.parseLong(digits, 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
