/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.api.Curl;
import io.sluice.testkit.Await;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** ffmpeg as a source: a camera's sound made into Opus, as Frigate's documentation has it, and what becomes of it. */
class FfmpegIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROUNDS = Integer.getInteger("sluice.soak", 0) > 0 ? 50 : 8;
    /** A white picture and a tone of 100 ms at the beginning of each second. */
    private static final String FLASHES =
            "color=black:size=320x240:rate=50,drawbox=color=white:t=fill:enable='lt(mod(t,1),0.1)'";

    private static final String BEEPS = "aevalsrc='if(lt(mod(t,1),0.1),sin(2*PI*1000*t),0)':s=48000";
    private static final Pattern BLACK = Pattern.compile("black_end:([0-9.]+)");
    private static final Pattern SILENCE = Pattern.compile("silence_end: ([0-9.]+)");

    private static final Pattern FINDINGS =
            Pattern.compile("\"io\\.sluice\\.driver\\.ffmpeg [^\"]*\"[^\\[{]*\"findings\"\\s*:\\s*\\[([^\\]]*)]");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    private static FakeCamera camera;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws IOException {
        camera = FakeCamera.options().aac().start();
        server = ServerProcess.start("""
                streams:
                  cam: ["%s", "ffmpeg:cam#audio=opus"]
                  av:
                  mix: ["ffmpeg:av#video=copy", "ffmpeg:av#audio=opus"]
                  self: "ffmpeg:self#audio=opus"
                  bad: "ffmpeg:rtsp://127.0.0.1:1/nobody#audio=opus"
                  hard: "ffmpeg:virtual?video&size=320x240#video=h264#hardware"
                tuning:
                  linger: 0s
                  start: 30s
                  open: 30s
                """.formatted(camera.url()));
    }

    @AfterAll
    static void stop() throws Exception {
        try (FakeCamera source = camera;
                ServerProcess open = server) {
            assertThat(source.statistics()).containsKey("conns");
            assertThat(open.terminate(Duration.ofSeconds(30))).isZero();
            assertThat(open.log()).noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
        }
    }

    private static String url(String name) {
        return "rtsp://127.0.0.1:" + server.rtspPort() + "/" + name;
    }

    private static long programs() {
        return server.descendants().stream()
                .filter(process -> process.info()
                        .command()
                        .map(path -> path.endsWith("/ffmpeg"))
                        .orElse(false))
                .count();
    }

    private static void awaitIdle() {
        Await.until(
                () -> "all is gone: " + programs() + " programs, camera " + camera.statistics(),
                LIMIT,
                () -> programs() == 0 && camera.statistics().get("open") == 0);
    }

    @Test
    void picturesComeFromTheCameraAndSoundAsOpus() throws Exception {
        String streams = PeerProcess.run(
                LIMIT,
                "ffprobe",
                "-v",
                "error",
                "-rtsp_transport",
                "tcp",
                "-show_entries",
                "stream=codec_name",
                "-of",
                "csv=p=0",
                url("cam?video=h264&audio=opus"));

        assertThat(streams.strip().split("\\s+")).containsExactlyInAnyOrder("h264", "opus");
        awaitIdle();
    }

    @Test
    void joinWatchAndLeaveAgainAndAgain() throws Exception {
        try (RtspReaders readers = RtspReaders.open()) {
            for (int round = 0; round < ROUNDS; round++) {
                RtspReader reader = readers.join(url("cam?video=h264&audio=opus"));
                Await.until(() -> "pictures and sound: " + reader + "\n" + said(), LIMIT, () -> hasBoth(reader));
                // ffmpeg may still be asked what it can.
                Await.until(() -> "one program, not " + programs(), LIMIT, () -> programs() == 1);
                reader.teardown();
                awaitIdle();
            }
        }
    }

    private static boolean hasBoth(RtspReader reader) {
        return reader.counts().size() == 2 && reader.counts().stream().allMatch(each -> each.units() >= 10);
    }

    /** The last that the server said of the stream. */
    private static String said() {
        try {
            List<String> lines = server.log().stream()
                    .filter(line -> line.contains("stream=cam") || line.contains("ffmpeg of cam"))
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void soundThatWasMadeElsewhereStaysWithin40MsOfThePictures() throws Exception {
        String command = "ffmpeg -v error -re -f lavfi -i FLASHES -re -f lavfi -i BEEPS -c:v libx264 -preset ultrafast"
                + " -tune zerolatency -g 25 -pix_fmt yuv420p -c:a aac -f rtsp -rtsp_transport tcp URL";
        try (PeerProcess publisher = PeerProcess.start(arguments(command, url("av")))) {
            // Whoever asks before gets what is there when each source has been tried once.
            Await.until(
                    "it publishes",
                    LIMIT,
                    () -> server.log().stream()
                            .anyMatch(line -> line.contains("stream.state stream=av]") && line.contains("-> LIVE")));
            String said = PeerProcess.run(
                    LIMIT,
                    arguments(
                            "ffmpeg -hide_banner -nostats -rtsp_transport tcp -i URL -t 6"
                                    + " -vf blackdetect=d=0.3:pix_th=0.2 -af silencedetect=n=-30dB:d=0.3 -f null -",
                            url("mix?video=h264&audio=opus")));
            List<Double> flashes = times(BLACK, said);
            List<Double> beeps = times(SILENCE, said);
            assertThat(flashes).as(said).hasSizeGreaterThan(2);
            assertThat(beeps).as(said).hasSizeGreaterThan(2);
            assertThat(publisher.isAlive()).isTrue();
            // One at the edge may have no partner.
            assertThat(beeps.subList(1, beeps.size() - 1))
                    .as("flashes %s", flashes)
                    .allMatch(beep -> flashes.stream().anyMatch(flash -> Math.abs(flash - beep) < 0.040));
        }
        awaitIdle();
    }

    private static String[] arguments(String command, String url) {
        return Stream.of(command.split(" "))
                .map(word -> switch (word) {
                    case "FLASHES" -> FLASHES;
                    case "BEEPS" -> BEEPS;
                    case "URL" -> url;
                    default -> word;
                })
                .toArray(String[]::new);
    }

    private static List<Double> times(Pattern pattern, String text) {
        var found = new ArrayList<Double>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(Double.valueOf(matcher.group(1)));
        }
        return found;
    }

    @Test
    void aStreamThatWouldFeedItselfAndOneThatNobodyServesSayWhy() throws Exception {
        try (RtspReaders readers = RtspReaders.open()) {
            RtspReader self = readers.join(url("self"));
            readers.join(url("bad"));
            self.awaitEnded(LIMIT);
            Await.until(
                    "the log names the cause",
                    LIMIT,
                    () -> String.join("\n", server.log()).contains("Connection refused"));
        }
        awaitIdle();
    }

    @Test
    void whatHardwareWorksIsShownWithItsDriver() throws Exception {
        assertThat(findings()).isEmpty();
        try (RtspReaders readers = RtspReaders.open()) {
            // By hardware, or by the processor when there is none.
            readers.join(url("hard")).awaitUnits(5, LIMIT);
        }
        List<String> found = findings();
        boolean arm = System.getProperty("os.arch").matches("(aarch64|arm).*");
        List<String> tried = arm
                ? List.of("rkmpp h264_rkmpp: ", "v4l2m2m h264_v4l2m2m: ")
                : List.of("cuda h264_nvenc: ", "vaapi h264_vaapi: ");
        List<String> working =
                found.stream().filter(line -> line.endsWith(": works")).toList();
        if (working.isEmpty()) {
            assertThat(found).containsExactly(tried.get(0) + "does not work", tried.get(1) + "does not work");
        } else {
            // The first that works is the last that was tried.
            assertThat(Path.of("/dev")).isDirectoryContaining("regex:.*/(dri|nvidiactl|video\\d+|mpp_service)");
            assertThat(working).hasSize(1).allMatch(line -> tried.contains(line.replace("works", "")));
        }
        awaitIdle();
    }

    /** Of the driver for ffmpeg, as an administrator sees them. */
    private static List<String> findings() throws IOException {
        String token = Files.readString(server.home().resolve("run/cli.token")).strip();
        String drivers = Curl.at(server.httpPort())
                .with("-H", "Authorization: Bearer " + token)
                .get("/api/v1/drivers")
                .body();
        Matcher shown = FINDINGS.matcher(drivers);
        assertThat(shown.find()).as(drivers).isTrue();
        return QUOTED.matcher(shown.group(1))
                .results()
                .map(line -> line.group(1))
                .toList();
    }
}
