/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cameras whose media is odd, or turns odd, with FFmpeg as the viewer: rows of {@code docs/conformance/faults.md}. */
class CameraMediaIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Path work;
    private static byte[] small;
    private static byte[] large;
    private static byte[] h265;
    private static FakeCamera size;
    private static FakeCamera coding;
    private static FakeCamera clock;
    private static FakeCamera liar;
    private static FakeCamera heavy;
    private static FakeCamera sound;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        work = Dist.workDirectory("camera-media");
        small = encode("small.h264", "testsrc2=s=320x240:r=25", 50, "-c:v", "libx264");
        large = encode("large.h264", "testsrc2=s=640x480:r=25", 50, "-c:v", "libx264");
        h265 = encode("h265.h265", "testsrc2=s=320x240:r=25", 50, "-c:v", "libx265", "-x265-params", "log-level=none");
        size = camera(small, 25);
        coding = camera(small, 25);
        clock = camera(small, 25);
        liar = camera(small, 25);
        liar.lieAboutTheCodec();
        heavy = camera(noise("heavy.h264", "1280x960"), 2);
        sound = FakeCamera.options().stream(small, false).audio().start();
        server = ServerProcess.start(
                """
                streams:
                  size: %s
                  coding: %s
                  clock: %s
                  liar: %s
                  heavy: %s
                  sound: %s
                """.formatted(size.url(), coding.url(), clock.url(), liar.url(), heavy.url(), sound.url()));
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable each : new AutoCloseable[] {server, size, coding, clock, liar, heavy, sound}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private static FakeCamera camera(byte[] annexB, double picturesPerSecond) {
        return FakeCamera.options().stream(annexB, false)
                .picturesPerSecond(picturesPerSecond)
                .start();
    }

    private static byte[] encode(String name, String input, int frames, String... codec) throws Exception {
        Path file = work.resolve(name);
        var command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", input));
        command.addAll(List.of("-frames:v", "" + frames, "-pix_fmt", "yuv420p"));
        command.addAll(List.of(codec));
        command.addAll(List.of("-preset", "ultrafast", "-bf", "0", "-g", "25", file.toString()));
        PeerProcess.run(LIMIT, command.toArray(String[]::new));
        return Files.readAllBytes(file);
    }

    /** What cannot be compressed: each picture has more bytes than pixels. */
    private static byte[] noise(String name, String pixels) throws Exception {
        Path file = work.resolve(name);
        PeerProcess.run(
                LIMIT,
                ("ffmpeg -v error -y -f rawvideo -s " + pixels + " -pix_fmt yuv420p -r 4 -i /dev/urandom -frames:v 2"
                                + " -c:v libx264 -preset ultrafast -qp 4 -bf 0 -g 1 " + file)
                        .split(" "));
        return Files.readAllBytes(file);
    }

    private static String url(String stream) {
        return "rtsp://127.0.0.1:" + server.rtspPort() + "/" + stream;
    }

    /** Prints a line for each packet, or picture, that it gets. */
    private static PeerProcess probe(String stream, String show) throws IOException {
        return PeerProcess.start(
                // Line by line, so that what it has seen can be read at once.
                "stdbuf",
                "-oL",
                "ffprobe",
                "-v",
                "error",
                "-rtsp_transport",
                "tcp",
                "-select_streams",
                "v",
                "-show_entries",
                show,
                "-of",
                "csv=p=0",
                url(stream));
    }

    private static List<String> lines(PeerProcess probe) {
        try {
            // Side data of a packet makes an empty line.
            return probe.output().lines().filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long pictures(PeerProcess probe) {
        return lines(probe).stream()
                .filter(line -> line.matches("[0-9]{7},K.*") && line.compareTo("2") > 0)
                .count();
    }

    private static void awaitLines(PeerProcess probe, int count) {
        Await.until(
                () -> count + " lines of " + lines(probe),
                LIMIT,
                () -> lines(probe).size() >= count);
    }

    private static void awaitLine(PeerProcess probe, String start) {
        Await.until(
                () -> start + " among " + lines(probe),
                LIMIT,
                () -> lines(probe).stream().anyMatch(line -> line.startsWith(start)));
    }

    @Test
    void x08AnotherResolutionAfterARebootIsShown() throws Exception {
        try (PeerProcess probe = probe("size", "frame=width")) {
            awaitLine(probe, "320");
            size.stream(large, false);
            size.reset();
            awaitLine(probe, "640");
            assertThat(probe.isAlive()).isTrue();
        }
    }

    @Test
    void x09AnotherCodingAfterARebootEndsThoseWhoCannotTakeIt() throws Exception {
        try (RtspReaders readers = RtspReaders.open();
                PeerProcess probe = probe("coding", "packet=size")) {
            RtspReader reader = readers.join(url("coding"));
            reader.awaitUnits(10, LIMIT);
            awaitLines(probe, 10);
            coding.stream(h265, true);
            coding.reset();
            Await.until(
                    () -> reader + " ended; the log says " + tail("coding"),
                    LIMIT,
                    () -> reader.state() != RtspReader.State.PLAYING);
            probe.awaitExit(LIMIT);
            assertThat(tail("coding")).contains("CODEC_CHANGED");
        }
        String codec = PeerProcess.run(
                LIMIT,
                ("ffprobe -v error -rtsp_transport tcp -show_entries stream=codec_name -of csv=p=0 " + url("coding"))
                        .split(" "));
        assertThat(codec.strip()).isEqualTo("hevc");
    }

    @Test
    void x19ToX22TimeGoesOnWhateverTheCamerasClockDoes() throws Exception {
        try (PeerProcess probe = probe("clock", "packet=pts_time,flags")) {
            List<Runnable> faults = List.of(
                    () -> clock.sequence(65_530),
                    () -> clock.timestamp(4_294_960_000L),
                    () -> clock.skipTime(324_000_000),
                    () -> clock.skipTime(-90_000),
                    clock::changeSsrc);
            awaitLines(probe, 10);
            for (Runnable fault : faults) {
                int before = lines(probe).size();
                fault.run();
                awaitLines(probe, before + 20);
            }
            var times = lines(probe).stream()
                    .filter(line -> line.matches("[0-9.]+,.*"))
                    .map(line -> Double.valueOf(line.substring(0, line.indexOf(','))))
                    .toList();
            for (int i = 1; i < times.size(); i++) {
                // A new clock is placed by its arrival, which a busy machine delays.
                assertThat(times.get(i) - times.get(i - 1))
                        .as(times + ", " + i)
                        .isPositive()
                        .isLessThan(2);
            }
            assertThat(probe.isAlive()).isTrue();
        }
    }

    @Test
    void x10ACameraThatLiesAboutItsCodingIsShown() throws Exception {
        try (PeerProcess probe = probe("liar", "frame=pict_type")) {
            awaitLine(probe, "P");
        }
        assertThat(server.log()).anyMatch(line -> line.contains("rtsp.codec_lie") || line.contains("taken as h264"));
    }

    @Test
    void x26PicturesOfMegabytesPassAndLargerOnesAreToldOf() throws Exception {
        try (PeerProcess probe = probe("heavy", "packet=size,flags")) {
            // A viewer that is too slow for megabytes is let skip some, which FFmpeg tells of.
            Await.until(() -> "pictures of megabytes among " + lines(probe), LIMIT, () -> pictures(probe) >= 4);
            heavy.stream(noise("tooheavy.h264", "3840x2160"), false);
            Await.until("a log line", LIMIT, () -> log("more than 8 MiB"));
            int before = lines(probe).size();
            heavy.stream(small, false);
            awaitLines(probe, before + 4);
            assertThat(probe.isAlive()).isTrue();
        }
    }

    @Test
    void x29PicturesGoOnWhenTheSoundDies() throws Exception {
        try (RtspReaders readers = RtspReaders.open()) {
            RtspReader first = readers.join(url("sound"));
            first.awaitUnits(20, LIMIT);
            sound.stallSound(true);
            Await.until("DEGRADED", LIMIT, () -> log("LIVE -> DEGRADED"));
            long before = first.video().units();
            Await.until("more pictures", LIMIT, () -> first.video().units() > before + 50);
            // Nobody who comes waits for it.
            RtspReader second = readers.join(url("sound"));
            Await.until("pictures", LIMIT, () -> second.units() > 10);
            sound.stallSound(false);
            Await.until("LIVE", LIMIT, () -> log("DEGRADED -> LIVE"));
            assertThat(first.state()).isEqualTo(RtspReader.State.PLAYING);
            assertThat(sound.statistics()).containsEntry("plays", 1L);
        }
    }

    /** What the log says of a stream. */
    private static String tail(String stream) {
        try {
            return String.join(
                    "\n",
                    server.log().stream().filter(line -> line.contains(stream)).toList());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean log(String text) {
        try {
            return server.log().stream().anyMatch(line -> line.contains(text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
