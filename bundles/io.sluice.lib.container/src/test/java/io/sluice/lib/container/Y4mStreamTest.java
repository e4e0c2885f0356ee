/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.CodecException;
import io.sluice.testkit.driver.RecordedTrack;
import io.sluice.testkit.driver.RecordingContext;
import io.sluice.testkit.media.Cuts;
import io.sluice.testkit.media.Golden;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Raw pictures, as RFC 4175 carries them. */
class Y4mStreamTest {
    private static byte[] stream(String header, String... pictures) {
        var out = new ByteArrayOutputStream();
        out.writeBytes((header + "\n").getBytes(StandardCharsets.US_ASCII));
        for (String picture : pictures) {
            out.writeBytes("FRAME\n".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(HexFormat.of().parseHex(picture.replace(" ", "")));
        }
        return out.toByteArray();
    }

    private static RecordedTrack read(byte[] bytes) throws Exception {
        var context = new RecordingContext();
        Cuts.whole(bytes, ContainerReadersTest.reader(context));
        assertThat(context.violations()).isEmpty();
        assertThat(context.complete()).isTrue();
        return context.tracks().get(0);
    }

    private static String hex(AccessUnit unit) {
        byte[] bytes = new byte[unit.sizeBytes()];
        unit.payload().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A line of two pixels: length, marker, extended number, length, line, offset, pixels. */
    private static String line(int number, boolean last, String pixels) {
        return String.format("0000000c%s00000004%04x0000%s", last ? "01" : "00", number, pixels);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 11 12 13 14 a1 b1, a111b112 a113b114",
        "C420jpeg, 11 12 13 14 a1 b1, a111b112 a113b114",
        "C422, 11 12 13 14 a1 a2 b1 b2, a111b112 a213b214",
        "C411, 11 12 13 14 a1 a2 b1 b2, a111b112 a213b214",
        "C444, 11 12 13 14 a1 a3 a4 a6 b1 b3 b4 b6, a211b212 a513b514",
        "Cmono, 11 12 13 14, 80118012 80138014"
    })
    void coloursBecomeThoseOfTwoPixels(String colours, String planes, String lines) throws Exception {
        RecordedTrack track = read(stream("YUV4MPEG2 W2 H2 F25:1 " + colours + " Ip A1:1", planes));
        String[] line = lines.split(" ");
        assertThat(hex(track.units().get(0))).isEqualTo(line(0, false, line[0]) + line(1, true, line[1]));
        assertThat(track.codec())
                .isEqualTo(Codec.of(Codec.OPAQUE, 90_000, 0)
                        .with("encoding", "raw")
                        .with("fmtp", "sampling=YCbCr-4:2:2; width=2; height=2; depth=8; colorimetry=BT601-5"));
    }

    @Test
    void ofAnOddWidthTheLastColumnIsLeftOut() throws Exception {
        RecordedTrack track = read(stream("YUV4MPEG2 W3 H1", "11 12 13 a1 a2 b1 b2"));
        assertThat(hex(track.units().get(0))).isEqualTo(line(0, true, "a111b112"));
        assertThat(track.codec().parameters().get("fmtp")).contains("width=2; height=1");
    }

    @Test
    void aLongLineIsSeveralPayloadsAndTheLastOfThePictureIsMarked() throws Exception {
        String grey = "10".repeat(1_600 * 2);
        AccessUnit unit = read(stream("YUV4MPEG2 W1600 H2 Cmono", grey)).units().get(0);
        ByteBuffer in = unit.payload();
        int[][] expected = {{0, 0, 700}, {0, 700, 700}, {0, 1400, 200}, {1, 0, 700}, {1, 700, 700}, {1, 1400, 200}};
        for (int i = 0; i < expected.length; i++) {
            int length = in.getInt();
            assertThat(length).isEqualTo(8 + 2 * expected[i][2]).isLessThanOrEqualTo(1_428);
            assertThat(in.get()).isEqualTo((byte) (i == 5 ? 1 : 0));
            assertThat(in.getShort()).isZero();
            assertThat(in.getShort()).isEqualTo((short) (2 * expected[i][2]));
            assertThat(in.getShort()).isEqualTo((short) expected[i][0]);
            assertThat(in.getShort()).isEqualTo((short) expected[i][1]);
            in.position(in.position() + length - 8);
        }
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    void picturesHaveTheRateThatTheHeaderSays() throws Exception {
        RecordedTrack track = read(stream("YUV4MPEG2 W2 H1 F25:1 Cmono", "1111", "2222", "3333"));
        assertThat(track.units()).extracting(AccessUnit::pts).containsExactly(0L, 3_600L, 7_200L);
        assertThat(track.units()).allMatch(AccessUnit::key);
    }

    @Test
    void whatFfmpegWritesIsTheSameHoweverItIsCut() throws Exception {
        byte[] clip = Golden.file(Y4mStreamTest.class, "raw.y4m");
        RecordedTrack track = read(clip);
        assertThat(track.units()).hasSize(2);
        assertThat(track.units().get(0).sizeBytes()).isEqualTo(16 * (13 + 32));
        Cuts.same(clip, 500, RecordingContext::new, ContainerReadersTest::reader, Golden::dump);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "YUV4MPEG2 W64 H48 C420p10 | of the colour space C420p10, which cannot be sent on; C420, C422",
                "YUV4MPEG2 W3840 H2160 | of 3840x2160 pixels, 16757280 bytes each; at most 8388608 can be sent on",
                "YUV4MPEG2 W32767 H32767 | of 32767x32767 pixels"
            })
    void whatCannotBeSentOnIsRefusedWithASentence(String header, String sentence) {
        assertThatThrownBy(() -> read(stream(header, "")))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.isUnsupported()).isTrue())
                .hasMessageStartingWith("raw pictures (YUV4MPEG2) ")
                .hasMessageContaining(sentence);
    }

    @Test
    void whatIsWrongIsSaid() {
        Map<String, String> said = Map.of(
                "YUV4MPEG2 W64 F25:1",
                "without a width and height",
                "YUV4MPEG2 W1 H1",
                "without a width and height",
                "YUV4MPEG2 W99999 H1",
                "a side of 99999 pixels",
                "YUV4MPEG2 Wide H1",
                "a side of ide pixels",
                "YUV4MPEG2" + " X".repeat(600),
                "a line of more than 1024 bytes");
        said.forEach((header, sentence) ->
                assertThatThrownBy(() -> read(stream(header, ""))).hasMessageContaining(sentence));
        byte[] broken = (new String(stream("YUV4MPEG2 W2 H1 Cmono", "2020"), StandardCharsets.US_ASCII) + "FRAMES\n")
                .getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> read(broken)).hasMessageContaining("something else where a picture should begin");
    }
}
