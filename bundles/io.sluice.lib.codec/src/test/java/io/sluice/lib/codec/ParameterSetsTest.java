/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterSetsTest {
    private static final Bytes SPS_720P = Bytes.ofHex("6742001f95a814016e40");
    private static final Bytes SPS_1080P = Bytes.ofHex("674d002a9da81e0089f966e020202040");
    private static final Bytes PPS_0 = Bytes.ofHex("68ce3c80");
    private static final Bytes PPS_1 = Bytes.ofHex("6853c8");

    private final ParameterSets sets = new ParameterSets(Codec.of(Codec.H264, 90_000, 0));

    @Test
    void describesTheCodecWithTheFirstSets() {
        assertThat(unitOf(PPS_0, SPS_720P)).isTrue();
        assertThat(sets.codec().parameterSets()).containsExactly(SPS_720P, PPS_0);
        assertThat(sets.codec().parameter("profile-level-id")).isEqualTo("42001F");
    }

    @Test
    void staysSilentWhenTheSameSetsAreRepeated() {
        unitOf(SPS_720P, PPS_0);
        assertThat(unitOf(SPS_720P, PPS_0)).isFalse();
        assertThat(unitOf()).isFalse();
    }

    @Test
    void keepsTwoPictureParameterSetsThatComeOneByOne() {
        unitOf(SPS_720P, PPS_0);
        assertThat(unitOf(PPS_1)).isTrue();
        assertThat(unitOf(SPS_720P, PPS_0)).isFalse();
        assertThat(sets.codec().parameterSets()).containsExactly(SPS_720P, PPS_0, PPS_1);
    }

    @Test
    void forgetsTheOldSetsWhenTheResolutionChanges() {
        unitOf(SPS_720P, PPS_0, PPS_1);
        assertThat(unitOf(SPS_1080P, PPS_0)).isTrue();
        assertThat(sets.codec().parameterSets()).isEqualTo(List.of(SPS_1080P, PPS_0));
        assertThat(sets.codec().parameter("profile-level-id")).isEqualTo("4D002A");
    }

    @Test
    void takesNothingAsLargeAsAPictureForAParameterSet() {
        byte[] large = new byte[100_000];
        large[0] = 0x68;
        Arrays.fill(large, 1, large.length, (byte) 0xAA);
        assertThat(unitOf(SPS_720P, PPS_0, Bytes.of(large))).isTrue();
        assertThat(sets.codec().parameterSets()).containsExactly(SPS_720P, PPS_0);
    }

    @Test
    void describesH265WithProfileTierAndLevel() {
        var h265 = new ParameterSets(Codec.of(Codec.H265, 90_000, 0));
        h265.add(Bytes.ofHex(
                "420101014000000300000300000300000300" + "99a003c0801107cb96bb91b835caaa6c080000030008000003007840"));
        assertThat(h265.endUnit()).isTrue();
        assertThat(h265.codec().parameters())
                .containsEntry("profile-id", "1")
                .containsEntry("tier-flag", "0")
                .containsEntry("level-id", "153");
    }

    private boolean unitOf(Bytes... nals) {
        List.of(nals).forEach(sets::add);
        return sets.endUnit();
    }
}
