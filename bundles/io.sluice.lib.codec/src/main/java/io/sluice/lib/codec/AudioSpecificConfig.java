/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.Bytes;

/**
 * AudioSpecificConfig of MPEG-4 audio (ISO/IEC 14496-3, 1.6.2.1). Where an SDP's rtpmap says something else, this is
 * what the decoder will do, so it wins.
 *
 * @param objectType of the core: 2 AAC-LC; never 5 or 29, which only announce SBR and PS
 * @param samplingRateHz of the core, without SBR
 * @param channels 0 when a program config element in the stream says it
 * @param outputRateHz sampling rate with explicitly signalled SBR, otherwise {@code samplingRateHz}
 * @param frameSamples samples of one frame at {@code samplingRateHz}: 1024 or 960, 512 or 480 for low delay
 */
public record AudioSpecificConfig(
        int objectType, int samplingRateHz, int channels, int outputRateHz, int frameSamples) {
    public static final int AAC_LC = 2;

    private static final int SBR = 5;
    private static final int PS = 29;
    private static final int ESCAPE = 31;
    private static final int[] RATES_HZ = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };

    /**
     * Reads the configuration; what follows the frame length is ignored.
     *
     * @throws CodecException when it is cut short or uses reserved values
     */
    public static AudioSpecificConfig read(Bytes config) throws CodecException {
        BitReader in = new BitReader(config.toByteArray());
        int type = readObjectType(in);
        int rate = readRate(in);
        int channels = readChannels(in);
        int output = rate;
        if (type == SBR || type == PS) {
            channels = type == PS ? 2 : channels;
            output = readRate(in);
            type = readObjectType(in);
        }
        boolean shorter = hasGeneralAudioConfig(type) && in.remaining() > 0 && in.flag();
        return new AudioSpecificConfig(type, rate, channels, output, frameSamples(type, shorter));
    }

    private static int frameSamples(int type, boolean shorter) {
        boolean lowDelay = type == 23 || type == 39;
        return (shorter ? 960 : 1024) / (lowDelay ? 2 : 1);
    }

    private static boolean hasGeneralAudioConfig(int type) {
        return switch (type) {
            case 1, 2, 3, 4, 6, 7, 17, 19, 20, 21, 22, 23, 39 -> true;
            default -> false;
        };
    }

    private static int readObjectType(BitReader in) throws CodecException {
        int type = in.number(5);
        return type == ESCAPE ? 32 + in.number(6) : type;
    }

    private static int readRate(BitReader in) throws CodecException {
        int index = in.number(4);
        int rate = index == 15 ? in.number(24) : index < RATES_HZ.length ? RATES_HZ[index] : 0;
        if (rate == 0) {
            throw new CodecException("sampling frequency index " + index);
        }
        return rate;
    }

    private static int readChannels(BitReader in) throws CodecException {
        int configuration = in.number(4);
        return switch (configuration) {
            case 0, 1, 2, 3, 4, 5, 6 -> configuration;
            case 7, 12, 14 -> 8;
            case 11 -> 7;
            default -> throw new CodecException("channel configuration " + configuration);
        };
    }

    /**
     * Writes the shortest configuration without SBR.
     *
     * @param objectType 1 to 30
     * @param samplingRateHz 1 to 16777215
     * @param channels 1 to 6, or 8
     */
    public static Bytes write(int objectType, int samplingRateHz, int channels) {
        if (objectType < 1 || objectType > 30 || samplingRateHz < 1 || samplingRateHz >= 1 << 24) {
            throw new IllegalArgumentException(objectType + "/" + samplingRateHz);
        }
        if (channels < 1 || channels == 7 || channels > 8) {
            throw new IllegalArgumentException("channels: " + channels);
        }
        int configuration = channels == 8 ? 7 : channels;
        int index = 0;
        while (index < RATES_HZ.length && RATES_HZ[index] != samplingRateHz) {
            index++;
        }
        if (index < RATES_HZ.length) {
            int bits = objectType << 11 | index << 7 | configuration << 3;
            return Bytes.of((byte) (bits >> 8), (byte) bits);
        }
        long bits = (long) objectType << 35 | 15L << 31 | (long) samplingRateHz << 7 | (long) configuration << 3;
        return Bytes.of((byte) (bits >> 32), (byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits);
    }
}
