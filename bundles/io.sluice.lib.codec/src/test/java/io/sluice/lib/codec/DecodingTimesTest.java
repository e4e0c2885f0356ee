/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DecodingTimesTest {
    /** x264, High, three B-frames in a pyramid: max_num_reorder_frames 2. */
    private static final String PYRAMID = "6764001facd900c8146ffc010000b440000003004000000f23c60c6580";

    private static Codec h264(String sps) {
        return Codec.of(Codec.H264, 90_000, 0).with(sps.isEmpty() ? List.of() : List.of(Bytes.ofHex(sps)));
    }

    @Test
    void pyramidsAreDecodedBeforeTheyAreShown() throws CodecException {
        assertThat(H264Sps.read(Bytes.ofHex(PYRAMID)).reorderDepth()).isEqualTo(2);
        var times = new DecodingTimes(h264(PYRAMID));
        assertThat(times.ordered()).isFalse();
        long[] shown = {0, 4, 2, 1, 3, 8, 6, 5, 7};
        long[] decoded = {-2, -1, 0, 1, 2, 3, 4, 5, 6};
        for (int i = 0; i < shown.length; i++) {
            assertThat(times.next(shown[i])).as("picture " + i).isEqualTo(decoded[i]);
        }
    }

    @Test
    void camerasShowWhatTheyDecode() {
        var times = new DecodingTimes(h264("6742c01fd900a0047fe022000003000200000300641e306484"));
        assertThat(times.ordered()).isTrue();
        for (long pts = 100; pts < 10_000; pts += 3600) {
            assertThat(times.next(pts)).isEqualTo(pts);
        }
    }

    @Test
    void whatIsNotSaidIsLearnt() {
        var times = new DecodingTimes(h264(""));
        long late = 0;
        for (int i = 0; i < 40; i++) {
            long base = 100 + i * 40L;
            for (long pts : new long[] {base + 30, base + 10, base + 20, base + 40}) {
                late += times.next(pts) == AccessUnit.UNKNOWN ? 1 : 0;
            }
        }
        assertThat(late)
                .as("both of the first group that come after a later one")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"''", PYRAMID})
    void risesAndIsNeverAfterThePresentationWhateverComes(String sps) {
        var random = new Random(5);
        for (int round = 0; round < 200; round++) {
            var times = new DecodingTimes(h264(sps));
            long last = Long.MIN_VALUE;
            long pts = 0;
            for (int i = 0; i < 200; i++) {
                pts += random.nextInt(20) == 0 ? random.nextInt(2000) - 1000 : random.nextInt(9) - 3;
                long dts = times.next(pts);
                if (dts != AccessUnit.UNKNOWN) {
                    assertThat(dts).isGreaterThan(last).isLessThanOrEqualTo(pts);
                    last = dts;
                }
                if (random.nextInt(50) == 0) {
                    times.restart();
                }
            }
        }
    }
}
