/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyUnitTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "IDR slice,                          true,  6588",
        "other slice,                        false, 419a",
        "recovery point before a slice,      true,  0606019080 419a",
        "other SEI before a slice,           false, 0605019080 419a",
        "SPS and an I slice of type 7,       true,  6742001f 41888080",
        "SPS and a P slice of type 5,        false, 6742001f 419a",
        "I slice without SPS,                false, 41888080",
        "SPS; I and P slices,                false, 6742001f 41888080 419a",
        "parameter sets alone,               false, 6742001f 68ce",
        "nothing,                            false, ''",
    })
    void tellsWhereAnH264DecoderCanStart(String what, boolean key, String nals) {
        assertThat(H264.isKey(unit(nals))).as(what).isEqualTo(key);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "IDR_W_RADL,               true,  2601af",
        "CRA_NUT,                  true,  2a01af",
        "TRAIL_R,                  false, 0201d0",
        "parameter sets and IDR,   true,  40010c 420101 4401c1 2801af",
        "parameter sets alone,     false, 40010c 420101 4401c1",
    })
    void tellsWhereAnH265DecoderCanStart(String what, boolean key, String nals) {
        assertThat(H265.isKey(unit(nals))).as(what).isEqualTo(key);
    }

    private static AccessUnit unit(String nals) {
        var list = Arrays.stream(nals.split(" "))
                .filter(s -> !s.isEmpty())
                .map(Bytes::ofHex)
                .toList();
        return AccessUnit.of(NalUnits.join(list), 0, false);
    }
}
