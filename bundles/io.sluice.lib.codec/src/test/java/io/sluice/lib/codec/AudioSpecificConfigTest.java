/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioSpecificConfigTest {
    @ParameterizedTest
    @CsvSource({
        "1408,       2, 16000, 1, 16000, 1024",
        "1190,       2, 48000, 2, 48000, 1024",
        "1588,       2,  8000, 1,  8000, 1024",
        "1210,       2, 44100, 2, 44100, 1024",
        "1214,       2, 44100, 2, 44100,  960",
        "2B118800,   2, 24000, 2, 48000, 1024",
        "EB118800,   2, 24000, 2, 48000, 1024",
        "F8E85000,  39, 44100, 2, 44100,  480",
        "17800AC408, 2,  5512, 1,  5512, 1024",
    })
    void readsConfigurations(String hex, int type, int rate, int channels, int output, int frame)
            throws CodecException {
        assertThat(AudioSpecificConfig.read(Bytes.ofHex(hex)))
                .isEqualTo(new AudioSpecificConfig(type, rate, channels, output, frame));
    }

    @Test
    void readsWhatItWrites() throws CodecException {
        for (int rate : new int[] {8_000, 44_100, 48_000, 5_512, 12_345}) {
            for (int channels : new int[] {1, 2, 6, 8}) {
                var config =
                        AudioSpecificConfig.read(AudioSpecificConfig.write(AudioSpecificConfig.AAC_LC, rate, channels));
                assertThat(config).isEqualTo(new AudioSpecificConfig(2, rate, channels, rate, 1024));
            }
        }
    }

    @Test
    void refusesReservedValuesAndTooFewBytes() {
        for (String hex : new String[] {"", "14", "1690", "1478"}) {
            assertThatThrownBy(() -> AudioSpecificConfig.read(Bytes.ofHex(hex)))
                    .as(hex)
                    .isInstanceOf(CodecException.class);
        }
    }
}
