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
import org.junit.jupiter.params.provider.CsvFileSource;

class SpsTest {
    @ParameterizedTest
    @CsvFileSource(resources = "sps.tsv", delimiter = '\t', numLinesToSkip = 1)
    void readsTheParameterSetsOfCameras(String codec, String profileAndLevel, int width, int height, String hex)
            throws CodecException {
        if (codec.equals("h264")) {
            H264Sps sps = H264Sps.read(Bytes.ofHex(hex));
            assertThat(sps.profileLevelId()).isEqualTo(profileAndLevel);
            assertThat(sps.width() + "x" + sps.height()).isEqualTo(width + "x" + height);
        } else {
            H265Sps sps = H265Sps.read(Bytes.ofHex(hex));
            assertThat(sps.profileId() + "/" + (sps.tierFlag() ? 1 : 0) + "/" + sps.levelId())
                    .isEqualTo(profileAndLevel);
            assertThat(sps.width() + "x" + sps.height()).isEqualTo(width + "x" + height);
        }
    }

    @Test
    void refusesAnotherTypeOfNalUnit() {
        assertThatThrownBy(() -> H264Sps.read(Bytes.ofHex("68ee3c80"))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> H265Sps.read(Bytes.ofHex("4401c172"))).isInstanceOf(CodecException.class);
    }
}
