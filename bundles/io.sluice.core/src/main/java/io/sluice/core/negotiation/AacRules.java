/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.CodecPattern;
import org.jspecify.annotations.Nullable;

/**
 * AAC (RFC 3640 section 4.1): the AudioSpecificConfig is what a decoder obeys; the rtpmap beside it is often wrong, so
 * it counts only where the configuration says nothing.
 */
final class AacRules {
    private static final int[] RATES_HZ = {
        96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350
    };
    private static final int SBR = 5;
    private static final int PS = 29;

    private AacRules() {}

    static Fit judge(CodecPattern pattern, Codec codec) {
        Config config = codec.parameterSets().isEmpty()
                ? null
                : Config.read(codec.parameterSets().get(0));
        if (config == null) {
            return CodecRules.clockAndChannels(pattern, codec);
        }
        int hz = pattern.clockRateHz();
        if (hz > 0 && hz != config.rateHz && hz != config.outputHz) {
            return Fit.no("its configuration says " + config.outputHz + " Hz, wanted " + hz);
        }
        int channels = config.channels == 0 ? Math.max(1, codec.channels()) : config.channels;
        // ISO/IEC 14496-3, 1.6.2.1: with parametric stereo one coded channel becomes two.
        boolean parametric = config.objectType == PS && pattern.channels() == 2 && channels == 1;
        if (pattern.channels() > 0 && pattern.channels() != channels && !parametric) {
            return Fit.no("its configuration says " + channels + " channel(s), wanted " + pattern.channels());
        }
        return Fit.YES;
    }

    /**
     * The beginning of an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1).
     *
     * @param rateHz of the coded signal
     * @param outputHz after spectral band replication
     * @param channels 0 when a program config element says it
     */
    private record Config(int objectType, int rateHz, int outputHz, int channels) {
        /** Null when it is too short or uses what is reserved. */
        static @Nullable Config read(Bytes bytes) {
            var bits = new Bits(bytes);
            int objectType = bits.objectType();
            int rate = bits.rate();
            int channels = bits.take(4);
            int output = rate;
            if (objectType == SBR || objectType == PS) {
                output = bits.rate();
            }
            if (bits.exhausted || rate <= 0 || output <= 0 || channels > 7) {
                return null;
            }
            return new Config(objectType, rate, output, channels == 7 ? 8 : channels);
        }
    }

    private static final class Bits {
        private final Bytes bytes;
        private int position;
        private boolean exhausted;

        Bits(Bytes bytes) {
            this.bytes = bytes;
        }

        int take(int count) {
            int value = 0;
            for (int i = 0; i < count; i++, position++) {
                if (position / 8 >= bytes.size()) {
                    exhausted = true;
                    return 0;
                }
                value = value << 1 | bytes.at(position / 8) >> 7 - position % 8 & 1;
            }
            return value;
        }

        int objectType() {
            int type = take(5);
            return type == 31 ? 32 + take(6) : type;
        }

        int rate() {
            int index = take(4);
            return index == 15 ? take(24) : index < RATES_HZ.length ? RATES_HZ[index] : 0;
        }
    }
}
