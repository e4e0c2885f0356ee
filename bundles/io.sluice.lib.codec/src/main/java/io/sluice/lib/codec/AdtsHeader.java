/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Header of an ADTS frame (ISO/IEC 14496-3, 1.A.2.2).
 *
 * @param headerBytes 7, or 9 with a checksum
 * @param frameBytes header and frame
 * @param codec AAC with its AudioSpecificConfig
 */
public record AdtsHeader(int headerBytes, int frameBytes, Codec codec) {
    /** As many bytes are looked at. */
    public static final int BYTES = 7;

    /** Samples of one frame. */
    public static final int SAMPLES = 1024;

    private static final int[] RATES_HZ = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };

    /**
     * Reads a header that is all there, or null when it is none, or one that nobody writes: without channels, or with
     * several frames in one.
     */
    public static @Nullable AdtsHeader read(ByteWindow in, int at) {
        if ((in.shortAt(at) & 0xFFF6) != 0xFFF0) {
            return null;
        }
        int header = (in.at(at + 1) & 1) == 1 ? 7 : 9;
        int rate = in.at(at + 2) >> 2 & 0xF;
        int channels = in.shortAt(at + 2) >> 6 & 7;
        int frame = in.intAt(at + 3) >> 13 & 0x1FFF;
        boolean several = (in.at(at + 6) & 3) != 0;
        if (rate >= RATES_HZ.length || channels == 0 || frame <= header || several) {
            return null;
        }
        int outputs = channels == 7 ? 8 : channels;
        int objectType = (in.at(at + 2) >> 6) + 1;
        Bytes config = AudioSpecificConfig.write(objectType, RATES_HZ[rate], outputs);
        return new AdtsHeader(
                header, frame, Codec.of(Codec.AAC, RATES_HZ[rate], outputs).with(List.of(config)));
    }
}
