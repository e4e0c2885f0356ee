/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.sample;

/** A sine as G.711 A-law (ITU-T G.711, table 1a). */
final class SampleTone {
    private static final int LOUDNESS = 8_000;

    private SampleTone() {}

    /** One second, which joins itself seamlessly because the pitch is a whole number. */
    static byte[] oneSecond(int toneHz, int rateHz) {
        byte[] samples = new byte[rateHz];
        for (int i = 0; i < rateHz; i++) {
            samples[i] = aLaw((int) (LOUDNESS * Math.sin(2 * Math.PI * toneHz * i / rateHz)));
        }
        return samples;
    }

    /** @param pcm from -32768 to 32767 */
    static byte aLaw(int pcm) {
        int sign = pcm >= 0 ? 0x80 : 0;
        int size = Math.min(pcm >= 0 ? pcm : -pcm - 1, 32_767) >> 3;
        int segment = Math.max(0, 27 - Integer.numberOfLeadingZeros(size));
        int code = segment << 4 | (segment == 0 ? size >> 1 : size >> segment) & 0x0F;
        // Every other bit is inverted on the line.
        return (byte) ((sign | code) ^ 0x55);
    }
}
