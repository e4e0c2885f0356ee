/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.AccessUnit;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.testkit.driver.RecordedTrack;
import io.sluice.testkit.driver.RecordingContext;
import io.sluice.testkit.media.Cuts;
import io.sluice.testkit.media.Golden;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerReadersTest {
    private static final long FRAME_NS = 40_000_000;

    /** Each picture or piece of sound comes 40 ms after the one before. */
    static Cuts.Reader reader(RecordingContext context) {
        var clock = new AtomicLong(-5_000_000_000L);
        var reader = new MagicReader(MediaTracks.of(context), () -> clock.addAndGet(FRAME_NS));
        return Cuts.reader(reader::read, reader::end);
    }

    private static RecordingContext read(byte[] bytes) throws Exception {
        var context = new RecordingContext();
        Cuts.whole(bytes, reader(context));
        assertThat(context.violations()).isEmpty();
        return context;
    }

    private static byte[] file(String name) {
        return Golden.file(ContainerReadersTest.class, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.h264", "plain.h265", "plain.aac", "plain.mjpeg"})
    void seesTheUnitsThatFfprobeSees(String name) throws Exception {
        RecordingContext context = read(file(name));
        Golden.compare(ContainerReadersTest.class, name, context);
        assertThat(context.complete()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "plain.h264, 1500",
        "plain.h265, 1000",
        "plain.aac, 2500",
        "plain.mjpeg, 1500",
        "parts.mjpeg, 1000",
        "pcm_s16le.wav, 2500"
    })
    void unitsAreTheSameHoweverTheStreamIsCut(String name, int rounds) throws Exception {
        byte[] clip = file(name);
        Cuts.same(clip, 50, RecordingContext::new, ContainerReadersTest::reader, Golden::dump);
        byte[] beginning = Arrays.copyOf(clip, Math.min(clip.length, 3_500));
        Cuts.same(beginning, rounds, RecordingContext::new, ContainerReadersTest::reader, Golden::dump);
    }

    @Test
    void picturesOfPartsAreThoseOfTheRawStream() throws Exception {
        assertThat(Golden.dump(read(file("parts.mjpeg")))).isEqualTo(Golden.dump(read(file("plain.mjpeg"))));
    }

    @ParameterizedTest
    @CsvSource({"pcm_s16le.wav, l16/8000/1, 2", "pcm_alaw.wav, pcma/8000/1, 1", "pcm_mulaw.wav, pcmu/8000/1, 1"})
    void soundOfWavIsCutIntoPiecesOfTwentyMilliseconds(String name, String codec, int sampleBytes) throws Exception {
        RecordedTrack track = read(file(name)).tracks().get(0);
        assertThat(track.codec().toString()).isEqualTo(codec);
        assertThat(track.units()).hasSize(25);
        for (int i = 0; i < 25; i++) {
            AccessUnit unit = track.units().get(i);
            assertThat(unit.pts()).isEqualTo(160L * i);
            assertThat(unit.sizeBytes()).isEqualTo(160 * sampleBytes);
        }
    }

    @Test
    void linearSamplesBecomeBigEndian() throws Exception {
        byte[] wav = file("pcm_s16le.wav");
        AccessUnit last = read(wav).tracks().get(0).units().get(24);
        assertThat(last.at(318)).isEqualTo(wav[wav.length - 1] & 0xFF);
        assertThat(last.at(319)).isEqualTo(wav[wav.length - 2] & 0xFF);
    }

    @Test
    void picturesHaveTheRateThatTheirParametersSay() throws Exception {
        RecordedTrack track = read(file("plain.h264")).tracks().get(0);
        for (int i = 0; i < track.units().size(); i++) {
            assertThat(track.units().get(i).pts()).isEqualTo(3600L * i);
        }
    }

    @Test
    void whatComesAtOnceKeepsItsRateAndWhatWasNotThereLeavesAGap() {
        var clock = new AtomicLong();
        var times = new ArrivalTimes(clock::get);
        long last = -1;
        for (int i = 0; i < 50; i++) {
            long next = times.next(FRAME_NS);
            assertThat(next - last).isBetween(last < 0 ? 1L : 3_400L, 3_800L);
            last = next;
        }
        clock.set(60_000_000_000L);
        assertThat(times.next(FRAME_NS)).isEqualTo(60 * 90_000L);
    }

    @Test
    void aRateThatCannotBeTrueIsNotBelievedForLong() {
        var clock = new AtomicLong();
        var times = new ArrivalTimes(clock::get);
        long last = 0;
        for (int i = 0; i < 2_000; i++) { // 50 a second, but the stream says 5
            last = times.next(200_000_000);
            clock.addAndGet(20_000_000);
        }
        assertThat(last).isBetween(39 * 90_000L, 52 * 90_000L);
    }

    @Test
    void soundCountsItsSamplesAndGoesOnAfterASilence() {
        var clock = new AtomicLong();
        var times = new CountedTimes(clock::get, 8_000);
        assertThat(times.next(160)).isZero();
        clock.set(900_000_000L);
        assertThat(times.next(160)).isEqualTo(160);
        clock.set(5_000_000_000L);
        assertThat(times.next(160)).isEqualTo(40_000);
    }

    @ParameterizedTest
    @CsvSource({"plain.aac, 3", "plain.mjpeg, 1", "plain.h264, 5"})
    void garbageInFrontAndBetweenIsLeftOut(String name, int copies) throws Exception {
        byte[] clip = file(name);
        var dirty = new ByteArrayOutputStream();
        for (int i = 0; i < copies; i++) {
            dirty.write("this is what it says first\n".getBytes(StandardCharsets.US_ASCII));
            dirty.write(clip);
        }
        RecordedTrack track = read(dirty.toByteArray()).tracks().get(0);
        long units = read(clip).tracks().get(0).count();
        // What is behind the last frame of a byte stream belongs to it.
        assertThat(track.count()).isBetween(copies * (units - 1), copies * units);
    }

    @Test
    void anImageThatIsCutShortCostsItselfAlone() throws Exception {
        byte[] clip = file("plain.mjpeg");
        byte[] cut = Arrays.copyOfRange(clip, 100, clip.length);
        var context = new RecordingContext();
        var reader = new JpegStream(MediaTracks.of(context), () -> 0);
        reader.read(ByteBuffer.wrap(cut));
        reader.end();
        assertThat(context.tracks().get(0).count()).isEqualTo(5);
    }

    @Test
    void anythingElseIsRefusedWithWhatItBeginsWith() {
        byte[] text = "usage: program [options]\n".repeat(4000).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.isUnsupported()).isTrue())
                .hasMessageEndingWith("it begins with 75736167653a2070");
        assertThatThrownBy(() -> read(Arrays.copyOf(text, 30))).isInstanceOf(CodecException.class);
    }

    @Test
    void wavOfFloatsIsRefused() {
        byte[] wav = file("pcm_s16le.wav");
        wav[20] = 3;
        assertThatThrownBy(() -> read(wav)).hasMessageContaining("WAV of format 3");
    }
}
