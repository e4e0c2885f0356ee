/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class NalUnitsTest {
    private static final byte[] CLIP = Seeds.file("ba-mw-d-idr-lost.264");

    @Test
    void findsStartCodesOfThreeAndFourBytesAndDropsTrailingZeros() {
        byte[] stream = HexFormat.of().parseHex("ff000000016742000000000168ce000000016588000003000001");
        assertThat(NalUnits.ofAnnexB(stream))
                .containsExactly(Bytes.ofHex("6742"), Bytes.ofHex("68ce"), Bytes.ofHex("6588000003"));
    }

    @Test
    void keepsEveryNalUnitOfARealStreamThroughBothLayouts() throws CodecException {
        List<Bytes> nals = NalUnits.ofAnnexB(CLIP);
        assertThat(NalUnits.ofAnnexB(NalUnits.toAnnexB(nals))).isEqualTo(nals);
        assertThat(NalUnits.split(AccessUnit.of(NalUnits.join(nals), 0, false))).isEqualTo(nals);
    }

    @Test
    void cutsARealStreamIntoItsPictures() throws CodecException {
        var units = AnnexBReader.read(CLIP, Codec.of(Codec.H264, 90_000, 0), 3600);
        assertThat(units).hasSize(97);
        assertThat(units.stream().filter(AccessUnit::key)).hasSize(3);
        assertThat(units.get(96).pts()).isEqualTo(96 * 3600);
    }

    @Test
    void refusesLengthsThatDisagreeWithTheSize() {
        for (String broken : List.of("00000002ff", "000000", "ffffffff00", "0000000167000000")) {
            AccessUnit unit = AccessUnit.of(HexFormat.of().parseHex(broken), 0, false);
            assertThatThrownBy(() -> NalUnits.split(unit)).as(broken).isInstanceOf(CodecException.class);
        }
    }
}
