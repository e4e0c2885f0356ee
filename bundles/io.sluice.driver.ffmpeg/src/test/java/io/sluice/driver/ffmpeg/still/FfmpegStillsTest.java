/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.still;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StillEncoder.Shape;
import io.sluice.api.stream.StreamException;
import io.sluice.driver.ffmpeg.program.Ffmpeg;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images by the real ffmpeg, read back by the JDK. */
@Timeout(120)
class FfmpegStillsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Shape PLAIN = new Shape(0, 0, 0);
    private static final Codec JPEG = Codec.of(Codec.MJPEG, 90_000, 0);

    @TempDir
    Path directory;

    private Ffmpeg ffmpeg;
    private FfmpegStills stills;

    @BeforeEach
    void open() throws Exception {
        assertThat(Path.of("/usr/bin/ffmpeg")).exists();
        ffmpeg = new Ffmpeg(directory.resolve("programs"), "/usr/bin", Map.of(), lines -> {});
        stills = new FfmpegStills(ffmpeg);
    }

    @AfterEach
    void close() {
        stills.close();
        ffmpeg.close();
    }

    private byte[] encoded(String coding) throws Exception {
        Path file = directory.resolve("picture");
        var line = new ArrayList<>(List.of("/usr/bin/ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i"));
        line.addAll(List.of("testsrc2=size=320x180:rate=5", "-frames:v", "1"));
        line.addAll(List.of(coding.split(" ")));
        line.add(file.toString());
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readAllBytes(file);
    }

    /** Annex B as access units have it: each NAL unit behind its length. */
    private static AccessUnit unit(byte[] annexB) {
        ByteBuffer out = ByteBuffer.allocate(annexB.length * 2);
        int start = -1;
        for (int i = 0; i + 2 < annexB.length; i++) {
            if (annexB[i] == 0 && annexB[i + 1] == 0 && annexB[i + 2] == 1) {
                put(annexB, start, i, out);
                start = i + 3;
            }
        }
        put(annexB, start, annexB.length, out);
        byte[] payload = new byte[out.flip().remaining()];
        out.get(payload);
        return AccessUnit.of(payload, 0, true);
    }

    private static void put(byte[] annexB, int start, int end, ByteBuffer out) {
        int last = end;
        while (start >= 0 && end < annexB.length && last > start && annexB[last - 1] == 0) {
            last--;
        }
        if (start >= 0) {
            out.putInt(last - start).put(annexB, start, last - start);
        }
    }

    private BufferedImage image(Codec codec, AccessUnit picture, Shape shape) throws Exception {
        Bytes jpeg =
                stills.jpeg(codec, picture, shape, LIMIT).toCompletableFuture().get(60, TimeUnit.SECONDS);
        return ImageIO.read(new ByteArrayInputStream(jpeg.toByteArray()));
    }

    private Reason reason(Codec codec, AccessUnit picture, Duration limit) throws Exception {
        CompletableFuture<Bytes> image =
                stills.jpeg(codec, picture, PLAIN, limit).toCompletableFuture();
        assertThatThrownBy(() -> image.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StreamException.class);
        return image.handle((made, problem) -> ((StreamException) problem).reason())
                .join();
    }

    @Test
    void aPictureOfH264AndOfH265() throws Exception {
        AccessUnit avc = unit(encoded("-c:v libx264 -f h264"));
        AccessUnit hevc = unit(encoded("-c:v libx265 -x265-params log-level=error -f hevc"));

        BufferedImage plain = image(Codec.of(Codec.H264, 90_000, 0), avc, PLAIN);
        BufferedImage turned = image(Codec.of(Codec.H265, 90_000, 0), hevc, new Shape(0, 0, 270));

        assertThat(plain.getWidth()).isEqualTo(320);
        assertThat(plain.getHeight()).isEqualTo(180);
        assertThat(turned.getWidth()).isEqualTo(180);
        assertThat(turned.getHeight()).isEqualTo(320);
    }

    @Test
    void parameterSetsThatTheTrackKnowsComeFirst() throws Exception {
        byte[] annexB = encoded("-c:v libx264 -bsf:v filter_units=remove_types=6 -f h264");
        ByteBuffer units = unit(annexB).payload();
        var sets = new ArrayList<Bytes>();
        for (int i = 0; i < 2; i++) {
            byte[] set = new byte[units.getInt()];
            units.get(set);
            sets.add(Bytes.of(set));
        }
        byte[] rest = new byte[units.remaining()];
        units.get(rest);
        Codec codec = Codec.of(Codec.H264, 90_000, 0).with(sets);

        assertThat(image(codec, AccessUnit.of(rest, 0, true), new Shape(160, 0, 0))
                        .getHeight())
                .isEqualTo(90);
    }

    @Test
    void aJpegIsTurnedAndScaled() throws Exception {
        BufferedImage turned =
                image(JPEG, AccessUnit.of(encoded("-c:v mjpeg -f mjpeg"), 0, true), new Shape(90, 160, 90));

        assertThat(turned.getWidth()).isEqualTo(90);
        assertThat(turned.getHeight()).isEqualTo(160);
    }

    @Test
    void whatIsNoPictureIsRefused() throws Exception {
        assertThat(reason(
                        Codec.of(Codec.H264, 90_000, 0), AccessUnit.of(new byte[] {0, 0, 0, 1, 0x41}, 0, true), LIMIT))
                .isEqualTo(Reason.UNSUPPORTED_MEDIA);
        assertThat(reason(
                        Codec.of(Codec.H264, 90_000, 0), AccessUnit.of(new byte[] {9, 9, 9, 9, 0x41}, 0, true), LIMIT))
                .isEqualTo(Reason.UNSUPPORTED_MEDIA);
        assertThat(reason(Codec.of(Codec.VP8, 90_000, 0), AccessUnit.of(new byte[] {1}, 0, true), LIMIT))
                .isEqualTo(Reason.UNSUPPORTED_MEDIA);
    }

    @Test
    void aProgramThatHangsIsEndedInTime() throws Exception {
        Path hanging = directory.resolve("hanging");
        Files.writeString(
                hanging,
                "#!/bin/sh\ncase \"$*\" in *-version*) exec /usr/bin/ffmpeg -version;; esac\nexec sleep 300\n");
        assertThat(hanging.toFile().setExecutable(true)).isTrue();
        ffmpeg.modified(Map.of("bin", hanging.toString()));
        ffmpeg.binary();

        assertThat(reason(JPEG, AccessUnit.of(new byte[100_000], 0, true), Duration.ofMillis(500)))
                .isEqualTo(Reason.TIMEOUT);
        ffmpeg.close();
        assertThat(ffmpeg.programs().running()).isEmpty();
    }

    @Test
    void withoutFfmpegTheReasonSaysWhatToInstall() throws Exception {
        ffmpeg.modified(Map.of("bin", "/nonexistent"));

        assertThat(reason(JPEG, AccessUnit.of(new byte[3], 0, true), LIMIT)).isEqualTo(Reason.PROGRAM_MISSING);
    }
}
