/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What we make of the descriptions of real cameras, as a table. */
class CameraDescriptionsTest {
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "tracks.tsv", delimiter = '\t', numLinesToSkip = 1, quoteCharacter = '`')
    void givesTheTracksOf(String file, String expected) throws SdpException {
        assertThat(tracks(file)).isEqualTo(expected);
    }

    @Test
    void everyCameraIsInTheTable() {
        List<String> inTable = TestFiles.lines("tracks.tsv").stream()
                .skip(1)
                .map(line -> line.split("\t")[0])
                .toList();
        assertThat(inTable)
                .containsExactlyInAnyOrderElementsOf(TestFiles.cameras())
                .hasSize(81);
    }

    static String tracks(String file) throws SdpException {
        SessionDescription sdp = SdpReader.read(ByteBuffer.wrap(TestFiles.bytes("cameras/" + file)));
        SdpTracks tracks = SdpTracks.of(sdp, "rtsp://cam/s");
        String text = tracks.tracks().stream().map(CameraDescriptionsTest::text).collect(Collectors.joining("; "));
        for (SdpTrack track : tracks.backChannels()) {
            text += "; back channel: " + text(track);
        }
        for (String reason : tracks.reasons()) {
            text += (text.isEmpty() ? "" : "; ") + reason;
        }
        return text;
    }

    private static String text(SdpTrack track) {
        Codec codec = track.codec();
        String text = track.kind().name().charAt(0) + " " + track.payloadType() + " " + codec;
        String profile = codec.parameter("profile-level-id");
        text += profile == null ? "" : " " + profile;
        String level = codec.parameter("level-id");
        text += level == null ? "" : " level-id " + level;
        if (!codec.parameterSets().isEmpty()) {
            text += codec.name().equals(Codec.AAC)
                    ? " " + codec.parameterSets().get(0).toHex()
                    : " " + codec.parameterSets().size() + " sets";
        }
        return text + (track.isEncrypted() ? " encrypted" : "") + " at "
                + track.control().replace("rtsp://cam/s", "~");
    }
}
