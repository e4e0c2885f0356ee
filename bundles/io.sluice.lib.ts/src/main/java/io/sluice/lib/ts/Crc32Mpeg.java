/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

/** The checksum of sections (ISO/IEC 13818-1, annex A): 0 over a whole one. */
final class Crc32Mpeg {
    private static final int POLYNOMIAL = 0x04C11DB7;

    private Crc32Mpeg() {}

    static int of(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b << 24;
            for (int i = 0; i < 8; i++) {
                crc = crc << 1 ^ (crc < 0 ? POLYNOMIAL : 0);
            }
        }
        return crc;
    }
}
