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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameStampTest {
    private static final FrameStamp STAMP = new FrameStamp(1_763_600_000_123_456_789L, 0xFFFF_FFFEL);

    @ParameterizedTest
    @ValueSource(strings = {Codec.H264, Codec.H265})
    void isFoundAgainBeforeTheFirstSlice(String codec) {
        boolean h265 = codec.equals(Codec.H265);
        Bytes slice = Bytes.ofHex(h265 ? "0201d0" : "419a");
        Bytes otherSei = Bytes.ofHex(h265 ? "4e010501aa80" : "060501aa80");
        var stamped = AccessUnit.of(NalUnits.join(List.of(otherSei, STAMP.toNal(codec), slice)), 0, false);
        assertThat(FrameStamp.find(stamped, codec)).contains(STAMP);
        var late = AccessUnit.of(NalUnits.join(List.of(otherSei, slice, STAMP.toNal(codec))), 0, false);
        assertThat(FrameStamp.find(late, codec)).isEmpty();
    }
}
