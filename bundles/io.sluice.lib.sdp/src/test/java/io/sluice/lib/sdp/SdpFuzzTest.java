/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.Codec;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Z-03: descriptions, and what we make of them. */
class SdpFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.concat(
                TestFiles.seeds().stream(),
                TestFiles.cameras().stream().map(name -> TestFiles.bytes("cameras/" + name)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        Limits.hold(data.length, () -> check(data), SdpException.class);
    }

    private static void check(byte[] data) throws SdpException {
        SessionDescription sdp = SdpReader.read(ByteBuffer.wrap(data));
        assertThat(sdp.medias().size()).isLessThanOrEqualTo(SdpReader.MAX_MEDIAS);
        for (String base : List.of("", "rtsp://host/a?b=c/")) {
            SdpTracks tracks = SdpTracks.of(sdp, base);
            assertThat(tracks.tracks().size()
                            + tracks.backChannels().size()
                            + tracks.reasons().size())
                    .isEqualTo(Math.max(1, sdp.medias().size()));
            tracks.tracks().forEach(SdpFuzzTest::check);
            tracks.backChannels().forEach(SdpFuzzTest::check);
            tracks.backChannels().forEach(media -> SdpTracks.formats(sdp, media).forEach(SdpFuzzTest::check));
        }
    }

    private static void check(SdpTrack track) {
        assertThat(track.payloadType()).isBetween(-1, 127);
        Codec codec = track.codec();
        assertThat(codec.parameterSets().size()).isLessThanOrEqualTo(32);
        assertThat(codec.channels()).isLessThanOrEqualTo(64);
    }
}
