/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.Bytes;
import io.sluice.testkit.fuzz.Limits;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Z-15: the configurations of AAC, alone and in LATM. */
class AudioConfigFuzzTest {
    static Stream<byte[]> seeds() {
        return Seeds.hexLines("seeds-aac.txt").stream().map(Bytes::toByteArray);
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        Limits.hold(data.length, () -> check(data), CodecException.class);
        Limits.hold(data.length, () -> latm(data), CodecException.class);
    }

    private static void check(byte[] data) throws CodecException {
        var config = AudioSpecificConfig.read(Bytes.of(data));
        assertThat(config.samplingRateHz()).isPositive();
        assertThat(config.outputRateHz()).isPositive();
        assertThat(config.frameSamples()).isPositive();
        if (config.channels() > 0 && config.channels() != 7 && config.objectType() >= 1 && config.objectType() <= 30) {
            Bytes written = AudioSpecificConfig.write(config.objectType(), config.samplingRateHz(), config.channels());
            var again = AudioSpecificConfig.read(written);
            assertThat(again.samplingRateHz()).isEqualTo(config.samplingRateHz());
            assertThat(again.channels()).isEqualTo(config.channels());
        }
    }

    private static void latm(byte[] data) throws CodecException {
        LatmConfig config = LatmConfig.read(Bytes.of(data));
        assertThat(config.frames()).isBetween(1, 64);
        assertThat(config.audio().size()).isBetween(2, 16);
    }
}
