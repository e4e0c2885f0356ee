/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.camera.FakeCamera;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** JPEG images of streams, by curl, decoded by the real ffmpeg. */
class FrameIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String WATCHER = "watcher:w4tcher";
    private static final int ASKERS = 50;
    private static int width = 400;

    private static Path directory;
    private static Path runs;
    private static Path program;
    private static FakeCamera camera;
    private static FakeCamera silent;
    private static FakeCamera hevc;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        directory = Dist.workDirectory("frames");
        runs = directory.resolve("runs");
        Files.createFile(runs);
        program = directory.resolve("ffmpeg");
        Files.writeString(program, "#!/bin/sh\necho \"$*\" >>" + runs + "\nexec /usr/bin/ffmpeg \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        camera = FakeCamera.options().audio().start();
        Path clip = directory.resolve("clip.h265");
        PeerProcess.run(
                LIMIT,
                ("ffmpeg -nostdin -v error -f lavfi -i testsrc2=size=320x180:rate=10:duration=2 -c:v libx265"
                                + " -x265-params log-level=error:keyint=10 -preset ultrafast -f hevc " + clip)
                        .split(" "));
        hevc = FakeCamera.options().stream(Files.readAllBytes(clip), true).start();
        silent = FakeCamera.start();
        silent.stall(true);
        server = ServerProcess.start(yaml(program));
    }

    private static String yaml(Path ffmpeg) {
        return """
                auth:
                  users:
                    - { name: watcher, password: w4tcher, role: viewer }
                    - { name: guest, password: gu3st, role: viewer, streams: [ hall ] }
                    - { name: pub, password: publ1sh, role: publisher }
                ffmpeg: { bin: "%s" }
                streams:
                  hall: %s
                  hevc: %s
                  silent: %s
                  dead: rtsp://127.0.0.1:1/
                  pics:
                """.formatted(ffmpeg, camera.url(), hevc.url(), silent.url());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        for (FakeCamera each : new FakeCamera[] {camera, hevc, silent}) {
            if (each != null) {
                each.close();
            }
        }
    }

    private static String url(String query) {
        return "http://127.0.0.1:" + server.httpPort() + "/api/frame.jpeg?" + query;
    }

    /** What is answered; the body of an image is left out. */
    private static HttpAnswer ask(String user, String query) throws Exception {
        Path body = Files.createTempFile(directory, "answer", "");
        String head = PeerProcess.run(
                LIMIT, "curl", "-s", "-m", "30", "-D", "-", "-u", user, "-o", body.toString(), url(query));
        return HttpAnswer.parse(head.contains("image/jpeg") ? head : head + Files.readString(body));
    }

    /** Programs that made images so far. */
    private static long made() throws IOException {
        return Files.readAllLines(runs).stream()
                .filter(line -> !line.contains("-version"))
                .count();
    }

    /** What the real ffmpeg sees: {@code 640x360}; fails when it cannot decode it without a complaint. */
    private static String size(Path image) throws Exception {
        String errors = PeerProcess.run(LIMIT, "ffmpeg", "-v", "error", "-i", image.toString(), "-f", "null", "-");
        assertThat(errors.lines().filter(line -> !line.contains("deprecated pixel format")))
                .isEmpty();
        return PeerProcess.run(
                        LIMIT,
                        "ffprobe",
                        "-v",
                        "error",
                        "-show_entries",
                        "stream=codec_name,width,height",
                        "-of",
                        "csv=p=0:s=x",
                        image.toString())
                .strip();
    }

    /** An image; asked for again while the machine is too crowded to make one in the time that is promised. */
    private static Path image(String query) throws Exception {
        Path image = Files.createTempFile(directory, "image", ".jpg");
        Await.until("an image for " + query, LIMIT, () -> {
            String head = PeerProcess.run(
                    LIMIT, "curl", "-s", "-m", "30", "-D", "-", "-u", WATCHER, "-o", image.toString(), url(query));
            return isImage(head);
        });
        return image;
    }

    private static boolean isImage(String head) {
        boolean given = head.startsWith("HTTP/1.1 200");
        assertThat(head)
                .satisfiesAnyOf(
                        answer -> assertThat(answer).startsWith("HTTP/1.1 504"),
                        answer -> assertThat(answer).containsIgnoringCase("content-type: image/jpeg"));
        return given;
    }

    @Test
    void aCamerasPictureIsAnImageInAnySize() throws Exception {
        String plain = size(image("src=hall"));
        int width = Integer.parseInt(plain.split("x")[1]);
        int height = Integer.parseInt(plain.split("x")[2]);

        assertThat(plain).startsWith("mjpeg");
        assertThat(size(image("src=hall&width=160&height=90"))).isEqualTo("mjpegx160x90");
        assertThat(size(image("src=hall&w=160"))).startsWith("mjpegx160x");
        assertThat(size(image("src=hall&rotate=90&hw=vaapi"))).isEqualTo("mjpegx" + height + "x" + width);
        assertThat(size(image("src=hevc"))).startsWith("mjpegx");
    }

    @Test
    void fiftyAtOnceCostOneProgramForEachPicture() throws Exception {
        Path images = Files.createDirectory(directory.resolve("fifty"));
        Await.until("fifty images", LIMIT, () -> {
            width++;
            return askedAtOnce(images).equals("200\n".repeat(ASKERS));
        });

        Set<String> distinct = new HashSet<>();
        for (int i = 1; i <= ASKERS; i++) {
            byte[] image = Files.readAllBytes(images.resolve(i + ".jpg"));
            distinct.add(Base64.getEncoder().encodeToString(image));
        }
        long programs = Files.readAllLines(runs).stream()
                .filter(line -> line.contains("scale=" + width + ":"))
                .count();
        assertThat(programs).as("never the same picture twice").isEqualTo(distinct.size());
        assertThat(distinct).hasSizeLessThan(ASKERS / 2);
    }

    /** The status of each answer. */
    private static String askedAtOnce(Path images) throws Exception {
        var command = new ArrayList<>(List.of("curl", "-s", "-Z", "--parallel-immediate", "-w", "%{http_code}\\n"));
        command.addAll(List.of("--parallel-max", Integer.toString(ASKERS), "--no-progress-meter", "-u", WATCHER));
        command.addAll(List.of("-o", images + "/#1.jpg", url("src=hall&w=" + width + "&t=[1-" + ASKERS + "]")));
        return PeerProcess.run(LIMIT, command.toArray(String[]::new));
    }

    @Test
    void anImageThatIsNotOlderThanAllowedIsGivenAgain() throws Exception {
        byte[] first = Files.readAllBytes(image("src=hall&w=300"));
        long before = made();

        assertThat(image("src=hall&w=300&cache=1h")).hasBinaryContent(first);
        assertThat(made()).isEqualTo(before);
    }

    @Test
    void picturesThatAreJpegNeedNoProgram() throws Exception {
        try (PeerProcess publisher = PeerProcess.start(("ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=size=320x240"
                        + ":rate=5 -c:v mjpeg -huffman default -force_duplicated_matrix 1 -pix_fmt yuvj420p -f rtsp"
                        + " -rtsp_transport tcp rtsp://pub:publ1sh@127.0.0.1:" + server.rtspPort() + "/pics")
                .split(" "))) {
            Await.until(
                    "pictures are published",
                    LIMIT,
                    () -> ask(WATCHER, "src=pics").status() == 200);
            long before = made();
            assertThat(size(image("src=pics"))).isEqualTo("mjpegx320x240");
            assertThat(made()).isEqualTo(before);
            assertThat(size(image("src=pics&rotate=-90"))).isEqualTo("mjpegx240x320");
            assertThat(publisher.isAlive()).isTrue();
        }
    }

    @Test
    void whoMayNotWatchLearnsNothing() throws Exception {
        assertThat(HttpAnswer.curl(url("src=hall")).status()).isEqualTo(401);
        Await.until("an image", LIMIT, () -> ask("guest:gu3st", "src=hall").status() == 200);
        assertThat(ask("guest:gu3st", "src=hevc").status()).isEqualTo(404);
        assertThat(ask(WATCHER, "src=hal").status()).isEqualTo(404);
        assertThat(ask(WATCHER, "src=hal").body())
                .contains("there is no stream", "\"NOT_FOUND\"")
                .doesNotContain("hall");
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        assertThat(ask(WATCHER, "").status()).isEqualTo(400);
        assertThat(ask(WATCHER, "src=hall&rotate=45").body()).contains("rotate is 0, 90, 180, 270 or -90");
        assertThat(ask(WATCHER, "src=hall&width=0").status()).isEqualTo(400);
        assertThat(ask(WATCHER, "src=hall&width=-y").status()).isEqualTo(400);
        assertThat(ask(WATCHER, "src=hall&cache=soon").status()).isEqualTo(400);
        assertThat(ask(WATCHER, "src=rtsp://127.0.0.1/x").status()).isEqualTo(403);
    }

    @Test
    void aCameraThatSaysNothingIsReportedWithinFiveSeconds() throws Exception {
        long sinceNs = System.nanoTime();
        HttpAnswer answer = ask(WATCHER, "src=silent");

        assertThat(Duration.ofNanos(System.nanoTime() - sinceNs)).isLessThan(Pace.of(Duration.ofSeconds(5)));
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"status\":504", "silent");
    }

    @Test
    void aCameraThatIsNotThereIsReported() throws Exception {
        assertThat(ask(WATCHER, "src=dead").status()).isIn(502, 504);
    }

    @Test
    void withoutFfmpegItSaysWhatToInstallAndGoesOnOnceItIsThere() throws Exception {
        configure(directory.resolve("none"));
        try {
            Await.until(
                    "the program is missed", LIMIT, () -> askInANewSize().body().contains("\"PROGRAM_MISSING\""));
            Await.until("it is told", LIMIT, () -> askInANewSize().body().contains("install ffmpeg 5.0 or later"));
            Files.createSymbolicLink(directory.resolve("none"), Path.of("/usr/bin/ffmpeg"));
            Await.until("an image", LIMIT, () -> askInANewSize().status() == 200);
        } finally {
            configure(program);
            long before = made();
            Await.until(
                    "the program is used again", LIMIT, () -> askInANewSize().status() == 200 && made() > before);
        }
    }

    /** In one step: half a file would have half of the users. */
    private static void configure(Path ffmpeg) throws IOException {
        Path file = server.home().resolve("conf/sluice.yaml");
        Path beside = Files.writeString(file.resolveSibling("next.yaml"), yaml(ffmpeg));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The camera repeats its pictures, and of one that is known no image is made. */
    private static HttpAnswer askInANewSize() throws Exception {
        return ask(WATCHER, "src=hall&w=" + width++);
    }
}
