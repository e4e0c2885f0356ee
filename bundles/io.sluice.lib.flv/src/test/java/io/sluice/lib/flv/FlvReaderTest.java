/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.MediaReader;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.codec.SteppedReader;
import io.sluice.testkit.driver.RecordedTrack;
import io.sluice.testkit.driver.RecordingContext;
import io.sluice.testkit.media.Cuts;
import io.sluice.testkit.media.Golden;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlvReaderTest {
    static Cuts.Reader reader(RecordingContext context) {
        MediaReader reader = new FlvReader(MediaTracks.of(context));
        return Cuts.reader(reader::read, reader::end);
    }

    private static RecordingContext read(byte[]... pieces) throws Exception {
        var context = new RecordingContext();
        Cuts.Reader reader = reader(context);
        for (byte[] piece : pieces) {
            reader.read(ByteBuffer.wrap(piece));
        }
        reader.end();
        return context;
    }

    private static byte[] file(String name) {
        return Golden.file(FlvReaderTest.class, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264-aac.flv", "h264-pcma.flv", "h264-mp3.flv"})
    void seesTheUnitsThatFfprobeSees(String name) throws Exception {
        RecordingContext context = read(file(name));
        Golden.compare(FlvReaderTest.class, name, context);
        assertThat(context.complete()).isTrue();
    }

    @Test
    void unitsAreTheSameHoweverTheStreamIsCut() throws Exception {
        byte[] clip = file("h264-aac.flv");
        Cuts.same(clip, 500, RecordingContext::new, FlvReaderTest::reader, Golden::dump);
        byte[] beginning = Arrays.copyOf(clip, 3_000);
        Cuts.same(beginning, 9_500, RecordingContext::new, FlvReaderTest::reader, Golden::dump);
    }

    @Test
    void tracksAreKnownWithTheirParameters() throws Exception {
        RecordingContext context = read(file("h264-aac.flv"));
        RecordedTrack video = context.tracks().get(0);
        assertThat(video.codec().name()).isEqualTo(Codec.H264);
        assertThat(video.codec().parameterSets()).hasSize(2);
        assertThat(context.tracks().get(1).codec().toString()).isEqualTo("aac/16000/1");
    }

    @Test
    void garbageBetweenTagsCostsNothingElse() throws Exception {
        byte[] clip = file("h264-aac.flv");
        var tags = new ArrayList<byte[]>();
        var reader = new FlvTagReader(new FlvTagReader.Output() {
            @Override
            public void header(boolean audio, boolean video) {
                tags.add(FlvTag.fileHeader(audio, video));
            }

            @Override
            public void tag(FlvTag tag) {
                tags.add(tag.toBytes());
            }
        });
        reader.read(ByteBuffer.wrap(clip));
        var dirty = new ByteArrayOutputStream();
        for (byte[] tag : tags) {
            dirty.write(new byte[] {0, 1, 'x', 'y', 'z'});
            dirty.write(tag);
        }
        assertThat(Golden.dump(read(dirty.toByteArray()))).isEqualTo(Golden.dump(read(clip)));
    }

    @Test
    void tagsWrittenAreTheTagsRead() throws Exception {
        byte[] clip = file("h264-pcma.flv");
        var out = new ByteArrayOutputStream();
        var reader = new FlvTagReader(new FlvTagReader.Output() {
            @Override
            public void header(boolean audio, boolean video) {
                out.writeBytes(FlvTag.fileHeader(audio, video));
            }

            @Override
            public void tag(FlvTag tag) {
                FlvVideo video = tag.type() == FlvTag.VIDEO ? FlvVideo.read(tag.body()) : null;
                FlvAudio audio = tag.type() == FlvTag.AUDIO ? FlvAudio.read(tag.body()) : null;
                ByteBuffer body = tag.body();
                body = video != null && video.kind() != FlvVideo.Kind.OTHER ? video.toBody() : body;
                body = audio != null ? audio.toBody() : body;
                out.writeBytes(new FlvTag(tag.type(), tag.timestampMs(), body).toBytes());
            }
        });
        reader.read(ByteBuffer.wrap(clip));
        assertThat(Golden.dump(read(out.toByteArray()))).isEqualTo(Golden.dump(read(clip)));
        assertThat(out.size()).isEqualTo(clip.length);
    }

    @Test
    void timeGoesOnWhenTheThirtyTwoBitsAreUsedUp() {
        var times = new FlvTimes();
        assertThat(times.unwrap(0xFFFF_FFF0L)).isEqualTo(0xFFFF_FFF0L);
        assertThat(times.unwrap(0x10)).isEqualTo(0x1_0000_0010L);
        assertThat(times.unwrap(0xFFFF_FFF8L)).isEqualTo(0xFFFF_FFF8L);
    }

    @Test
    void enhancedVideoIsReadToo() {
        ByteBuffer body = ByteBuffer.wrap(new byte[] {(byte) 0x91, 'h', 'v', 'c', '1', 0, 0, 40, 1, 2, 3});
        FlvVideo video = FlvVideo.read(body);
        assertThat(video.codec()).isEqualTo(Codec.H265);
        assertThat(video.kind()).isEqualTo(FlvVideo.Kind.PICTURE);
        assertThat(video.compositionMs()).isEqualTo(40);
        assertThat(video.data().remaining()).isEqualTo(3);
        assertThat(FlvVideo.read(ByteBuffer.wrap(new byte[] {(byte) 0x93, 'h', 'v', 'c', '1', 7}))
                        .data()
                        .remaining())
                .isEqualTo(1);
    }

    @Test
    void aStreamWithNothingUsableIsRefusedWithWhatItHas() {
        byte[] vp6 = new FlvTag(FlvTag.VIDEO, 0, ByteBuffer.wrap(new byte[] {0x14, 0, 0, 0, 0, 0})).toBytes();
        assertThatThrownBy(() -> read(FlvTag.fileHeader(false, true), vp6))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.isUnsupported()).isTrue())
                .hasMessageContaining("video codec 4");
    }

    @Test
    void aStreamWithoutTagsIsGivenUp() {
        assertThatThrownBy(() -> read(new byte[SteppedReader.MAX_GARBAGE_BYTES + 1]))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("no FLV in");
    }

    @Test
    void soundWithoutPicturesIsNotWaitedForLongerThanTwoSeconds() throws Exception {
        var context = new RecordingContext();
        var tracks = new FlvTracks(MediaTracks.of(context));
        var audio = new FlvAudio(Codec.PCMA, "", 1, FlvAudio.Kind.FRAME, ByteBuffer.wrap(new byte[160]));
        for (long ms : List.of(0L, 20L, 1_999L)) {
            tracks.tag(new FlvTag(FlvTag.AUDIO, ms, audio.toBody()));
        }
        assertThat(context.complete()).isFalse();
        tracks.tag(new FlvTag(FlvTag.AUDIO, 2_000, audio.toBody()));
        assertThat(context.complete()).isTrue();
        assertThat(context.tracks()).extracting(RecordedTrack::kind).containsExactly(MediaKind.AUDIO);
    }
}
