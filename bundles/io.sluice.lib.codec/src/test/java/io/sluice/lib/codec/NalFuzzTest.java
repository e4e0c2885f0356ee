/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Z-12, Z-13: Annex B and length-prefixed NAL units, parameter sets and SEI of H.264 and H.265. */
class NalFuzzTest {
    static Stream<byte[]> seeds() {
        byte[] stream = Seeds.file("ba-mw-d-idr-lost.264");
        Stream<byte[]> single = Stream.of("seeds-h264.txt", "seeds-h265.txt")
                .flatMap(name -> Seeds.hexLines(name).stream())
                .map(Bytes::toByteArray);
        byte[] stamps = NalUnits.join(List.of(
                new FrameStamp(1_700_000_000_000_000_000L, 7).toNal(Codec.H264),
                new FrameStamp(1_700_000_000_000_000_000L, 7).toNal(Codec.H265)));
        return Stream.concat(single, Stream.of(stamps, Arrays.copyOf(stream, 4000)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        Bytes bytes = Bytes.of(data);
        AccessUnit unit = AccessUnit.of(data, 0, false);
        List<Limits.Case> cases = List.of(
                () -> annexB(data),
                () -> prefixed(unit),
                () -> AnnexBReader.read(data, Codec.of(Codec.H264, 90_000, 0), 1)
                        .forEach(NalFuzzTest::whole),
                () -> AnnexBReader.read(data, Codec.of(Codec.H265, 90_000, 0), 1)
                        .forEach(NalFuzzTest::whole),
                () -> picture(H264Sps.read(bytes).width(), H264Sps.read(bytes).height()),
                () -> picture(H265Sps.read(bytes).width(), H265Sps.read(bytes).height()),
                () -> sets(data, Codec.H264),
                () -> sets(data, Codec.H265),
                () -> FrameStamp.find(unit, Codec.H264),
                () -> FrameStamp.find(unit, Codec.H265));
        for (Limits.Case one : cases) {
            Limits.hold(data.length, one, CodecException.class);
        }
    }

    private static void annexB(byte[] data) {
        List<Bytes> nals = NalUnits.ofAnnexB(data);
        assertThat(nals.stream().mapToInt(Bytes::size).sum()).isLessThanOrEqualTo(data.length);
        assertThat(NalUnits.ofAnnexB(NalUnits.toAnnexB(nals))).isEqualTo(nals);
    }

    private static void prefixed(AccessUnit unit) throws CodecException {
        boolean key = H264.isKey(unit) || H265.isKey(unit);
        List<Bytes> nals = NalUnits.split(unit);
        assertThat(ByteBuffer.wrap(NalUnits.join(nals))).isEqualTo(unit.payload());
        assertThat(key && nals.isEmpty()).isFalse();
    }

    private static void whole(AccessUnit unit) {
        try {
            assertThat(NalUnits.split(unit)).isNotEmpty();
        } catch (CodecException e) {
            throw new AssertionError(e);
        }
    }

    private static void picture(int width, int height) {
        assertThat(width).isBetween(1, 16_384);
        assertThat(height).isBetween(1, 32_768);
    }

    /** As they arrive in band, some in each unit. */
    private static void sets(byte[] data, String name) {
        var sets = new ParameterSets(Codec.of(name, 90_000, 0));
        for (Bytes nal : NalUnits.ofAnnexB(data)) {
            if (ParameterSets.isParameterSet(sets.codec(), nal.at(0))) {
                sets.add(nal);
            } else {
                sets.endUnit();
            }
        }
        sets.endUnit();
        assertThat(sets.codec().parameterSets().size()).isLessThanOrEqualTo(ParameterSets.MAX_SETS);
        sets.codec().parameterSets().forEach(sets::add);
        assertThat(sets.endUnit()).isFalse();
    }
}
