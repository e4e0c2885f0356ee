/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.MediaReader;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.testkit.driver.RecordingContext;
import io.sluice.testkit.fuzz.Limits;
import io.sluice.testkit.media.Cuts;
import io.sluice.testkit.media.Golden;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Annex B, ADTS, WAV, JPEG, YUV4MPEG2 and what tells them apart; each in two cuts. */
class ContainerFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "plain.h264",
                        "plain.h265",
                        "plain.aac",
                        "plain.mjpeg",
                        "parts.mjpeg",
                        "pcm_alaw.wav",
                        "raw.y4m")
                .map(name -> Golden.file(ContainerFuzzTest.class, name));
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        List<Function<MediaTracks, MediaReader>> readers = List.of(
                tracks -> new MagicReader(tracks, () -> 0),
                tracks -> new AnnexBStream(Codec.H264, tracks, () -> 0),
                tracks -> new AnnexBStream(Codec.H265, tracks, () -> 0),
                tracks -> new AdtsStream(tracks, () -> 0),
                tracks -> new WavStream(tracks, () -> 0),
                tracks -> new JpegStream(tracks, () -> 0),
                tracks -> new Y4mStream(tracks, () -> 0));
        for (Function<MediaTracks, MediaReader> made : readers) {
            Limits.hold(
                    data.length,
                    () -> assertThat(read(made, data, 1 + data.length / 3)).isEqualTo(read(made, data, data.length)));
        }
    }

    private static String read(Function<MediaTracks, MediaReader> made, byte[] data, int piece) throws Exception {
        var context = new RecordingContext();
        MediaReader reader = made.apply(MediaTracks.of(context));
        return Cuts.dump(data, piece, context, Cuts.reader(reader::read, reader::end), CodecException.class);
    }
}
