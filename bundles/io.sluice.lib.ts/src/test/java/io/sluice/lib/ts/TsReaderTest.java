/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.AccessUnit;
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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsReaderTest {
    private static final int VIDEO_PID = 256;

    static Cuts.Reader reader(RecordingContext context) {
        MediaReader reader = new TsReader(MediaTracks.of(context));
        return Cuts.reader(reader::read, reader::end);
    }

    private static RecordingContext read(byte[] bytes) throws Exception {
        var context = new RecordingContext();
        Cuts.whole(bytes, reader(context));
        return context;
    }

    private static byte[] file(String name) {
        return Golden.file(TsReaderTest.class, name);
    }

    private static RecordedTrack video(RecordingContext context) {
        return context.tracks().stream()
                .filter(track -> track.kind() == MediaKind.VIDEO)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264-aac.ts", "h264-mp3.ts", "h265-opus.ts"})
    void seesTheUnitsThatFfprobeSees(String name) throws Exception {
        RecordingContext context = read(file(name));
        Golden.compare(TsReaderTest.class, name, context);
        assertThat(context.complete()).isTrue();
    }

    @Test
    void unitsAreTheSameHoweverTheStreamIsCut() throws Exception {
        byte[] clip = file("h264-aac.ts");
        Cuts.same(clip, 500, RecordingContext::new, TsReaderTest::reader, Golden::dump);
        byte[] beginning = Arrays.copyOf(clip, 20 * TsReader.PACKET_BYTES);
        Cuts.same(beginning, 9_500, RecordingContext::new, TsReaderTest::reader, Golden::dump);
    }

    @Test
    void parameterSetsComeFromTheStream() throws Exception {
        RecordedTrack video = video(read(file("h265-opus.ts")));
        assertThat(video.codecs().get(0).parameterSets()).isEmpty();
        assertThat(video.codec().name()).isEqualTo(Codec.H265);
        assertThat(video.codec().parameterSets()).hasSize(3);
    }

    @Test
    void aPictureThatIsBoundedIsGivenOutBeforeTheNextOneCame() throws Exception {
        byte[] clip = file("h264-mp3.ts");
        var context = new RecordingContext();
        var reader = new TsReader(MediaTracks.of(context));
        reader.read(java.nio.ByteBuffer.wrap(clip));
        assertThat(video(context).count()).isEqualTo(video(read(clip)).count());
    }

    @Test
    void aLostPacketCostsItsUnitAlone() throws Exception {
        byte[] clip = file("h264-mp3.ts");
        List<AccessUnit> all = video(read(clip)).units();
        int packet = 0;
        int seen = 0;
        for (int at = 0; at < clip.length; at += TsReader.PACKET_BYTES) {
            boolean ofVideo = ((clip[at + 1] & 0x1F) << 8 | clip[at + 2] & 0xFF) == VIDEO_PID;
            packet = ofVideo && seen++ == 2 ? at : packet; // in the midst of the first, large picture
        }
        byte[] shorter = new byte[clip.length - TsReader.PACKET_BYTES];
        System.arraycopy(clip, 0, shorter, 0, packet);
        System.arraycopy(clip, packet + TsReader.PACKET_BYTES, shorter, packet, shorter.length - packet);
        RecordedTrack video = video(read(shorter));
        assertThat(video.units()).hasSize(all.size() - 1);
        assertThat(video.units())
                .extracting(AccessUnit::pts)
                .containsExactlyElementsOf(
                        all.subList(1, all.size()).stream().map(AccessUnit::pts).toList());
    }

    @Test
    void aRepeatedPacketIsTakenOnce() throws Exception {
        byte[] clip = file("h264-aac.ts");
        var twice = new ByteArrayOutputStream();
        for (int at = 0; at < clip.length; at += TsReader.PACKET_BYTES) {
            byte[] packet = Arrays.copyOfRange(clip, at, at + TsReader.PACKET_BYTES);
            twice.write(packet);
            if ((packet[3] & 0x10) != 0) {
                twice.write(packet);
            }
        }
        assertThat(Golden.dump(read(twice.toByteArray()))).isEqualTo(Golden.dump(read(clip)));
    }

    @Test
    void garbageBetweenPacketsIsLeftOut() throws Exception {
        byte[] clip = file("h264-aac.ts");
        var dirty = new ByteArrayOutputStream();
        dirty.write(new byte[777]);
        int half = clip.length / TsReader.PACKET_BYTES / 2 * TsReader.PACKET_BYTES;
        dirty.write(clip, 0, half);
        dirty.write("no packet at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        dirty.write(clip, half, clip.length - half);
        assertThat(Golden.dump(read(dirty.toByteArray()))).isEqualTo(Golden.dump(read(clip)));
    }

    @Test
    void aTableWithAWrongChecksumIsNotBelieved() throws Exception {
        byte[] clip = file("h264-aac.ts");
        for (int at = 0; at < clip.length; at += TsReader.PACKET_BYTES) {
            if (clip[at + 1] == 0x40 && clip[at + 2] == 0) {
                clip[at + 10] ^= 1; // the program association
            }
        }
        RecordingContext context = read(clip);
        assertThat(context.tracks()).isEmpty();
        assertThat(context.complete()).isFalse();
    }

    @Test
    void timeGoesOnWhenTheThirtyThreeBitsAreUsedUp() throws Exception {
        byte[] clip = file("h264-aac.ts");
        List<AccessUnit> wanted = video(read(clip)).units();
        long shift = (1L << 33) - 126_000 - 36_000; // so that it wraps after 0.4 s
        shiftTimes(clip, shift);
        List<AccessUnit> shifted = video(read(clip)).units();
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(shifted.get(i).pts()).isEqualTo(wanted.get(i).pts() + shift);
            assertThat(shifted.get(i).dts()).isEqualTo(wanted.get(i).dts() + shift);
        }
    }

    private static void shiftTimes(byte[] clip, long shift) {
        for (int at = 0; at < clip.length; at += TsReader.PACKET_BYTES) {
            boolean start = (clip[at + 1] & 0x40) != 0;
            int begin = at + 4 + ((clip[at + 3] & 0x20) != 0 ? 1 + (clip[at + 4] & 0xFF) : 0);
            if (start && clip[begin] == 0 && clip[begin + 1] == 0 && clip[begin + 2] == 1) {
                int flags = clip[begin + 7] & 0xC0;
                if (flags != 0) {
                    shiftTime(clip, begin + 9, shift);
                }
                if (flags == 0xC0) {
                    shiftTime(clip, begin + 14, shift);
                }
            }
        }
    }

    private static void shiftTime(byte[] clip, int at, long shift) {
        long time = (long) (clip[at] >> 1 & 7) << 30
                | (clip[at + 1] & 0xFF) << 22
                | (clip[at + 2] >> 1 & 0x7F) << 15
                | (clip[at + 3] & 0xFF) << 7
                | clip[at + 4] >> 1 & 0x7F;
        time = time + shift & (1L << 33) - 1;
        clip[at] = (byte) (clip[at] & 0xF1 | (int) (time >> 30) << 1);
        clip[at + 1] = (byte) (time >> 22);
        clip[at + 2] = (byte) (time >> 14 | 1);
        clip[at + 3] = (byte) (time >> 7);
        clip[at + 4] = (byte) (time << 1 | 1);
    }

    @Test
    void otherTracksInTheMidstAreAnErrorForTheSourceToBeOpenedAnew() throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.write(file("h264-aac.ts"));
        bytes.write(file("h265-opus.ts"));
        assertThatThrownBy(() -> read(bytes.toByteArray()))
                .isInstanceOf(CodecException.class)
                .hasMessage("the program has other tracks than before");
    }

    @Test
    void aStreamWithoutPacketsIsGivenUp() {
        assertThatThrownBy(() -> read(new byte[SteppedReader.MAX_GARBAGE_BYTES + 1]))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("no MPEG-TS in");
    }
}
