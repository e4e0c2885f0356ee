/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import org.jspecify.annotations.Nullable;

/**
 * Header of a frame of MPEG audio, layer III (ISO/IEC 11172-3, 2.4.1.3; 13818-3).
 *
 * @param frameBytes header and frame
 * @param rateHz sampling rate
 * @param channels 1 or 2
 * @param samples of one frame
 */
public record MpegAudioHeader(int frameBytes, int rateHz, int channels, int samples) {
    /** As many bytes are looked at. */
    public static final int BYTES = 4;

    private static final int[] RATES_HZ = {44_100, 48_000, 32_000};
    private static final int[] KBITS_1 = {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    private static final int[] KBITS_2 = {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};

    /** Reads a header that is all there, or null when it is none, or not of layer III. */
    public static @Nullable MpegAudioHeader read(ByteWindow in, int at) {
        int head = in.intAt(at);
        int version = head >> 19 & 3; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
        int bitRate = head >> 12 & 0xF;
        int rate = head >> 10 & 3;
        boolean layer3 = (head >> 17 & 3) == 1;
        if (head >>> 21 != 0x7FF || version == 1 || !layer3 || bitRate == 0 || bitRate == 15 || rate == 3) {
            return null;
        }
        boolean first = version == 3;
        int rateHz = RATES_HZ[rate] >> (first ? 0 : version == 2 ? 1 : 2);
        int bits = (first ? KBITS_1 : KBITS_2)[bitRate - 1] * 1000;
        int padding = head >> 9 & 1;
        int size = (first ? 144 : 72) * bits / rateHz + padding;
        return new MpegAudioHeader(size, rateHz, (head >> 6 & 3) == 3 ? 1 : 2, first ? 1152 : 576);
    }
}
