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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Z-04: from what a peer offers or announces to what we describe to others: they must read the same tracks in it, and
 * no line that somebody smuggled in.
 */
class AnswerFuzzTest {
    static Stream<byte[]> seeds() {
        return SdpFuzzTest.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void describesWhatWasOffered(byte[] data) {
        Limits.hold(data.length, () -> check(data), SdpException.class);
    }

    private static void check(byte[] data) throws SdpException {
        SessionDescription offer = SdpReader.read(ByteBuffer.wrap(data));
        List<SdpTrack> offered = SdpTracks.of(offer, "rtsp://host/a").tracks();
        var lines = new ArrayList<MediaLine>();
        for (int i = 0; i < offered.size(); i++) {
            SdpTrack track = offered.get(i);
            int payloadType = SdpWriter.payloadType(track.codec(), i % 32);
            lines.add(new MediaLine(track.kind(), track.codec(), payloadType, "trackID=" + i));
        }
        String answer = SdpWriter.write(offer.name(), 1, lines);
        assertThat(answer.lines().filter(line -> line.startsWith("m=")).count()).isEqualTo(offered.size());
        if (answer.length() > SdpReader.MAX_BYTES) {
            return;
        }
        SdpTracks read = SdpTracks.of(SdpReader.read(answer), "rtsp://host/a");
        assertThat(read.backChannels()).isEmpty();
        assertThat(read.tracks().size()).as(answer).isEqualTo(offered.size());
        for (int i = 0; i < offered.size(); i++) {
            SdpTrack again = read.tracks().get(i);
            assertThat(again.kind()).isEqualTo(offered.get(i).kind());
            assertThat(again.payloadType()).isEqualTo(lines.get(i).payloadType());
            assertThat(again.control()).isEqualTo("rtsp://host/a/trackID=" + i);
            same(again.codec(), offered.get(i).codec());
        }
    }

    private static void same(Codec again, Codec offered) {
        assertThat(again.name()).isEqualTo(offered.name());
        assertThat(again.clockRateHz()).isEqualTo(offered.clockRateHz());
        if (!offered.name().equals(Codec.AAC) || !offered.parameterSets().isEmpty()) { // LATM may tell it in band
            assertThat(again.parameterSets()).isEqualTo(offered.parameterSets());
        }
        if (!offered.name().equals(Codec.OPAQUE)) {
            assertThat(again.channels()).isEqualTo(offered.channels());
        }
    }
}
