/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.api.Curl;
import io.sluice.testkit.Await;
import io.sluice.testkit.camera.FakeCamera;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Images one after the other, by curl and the real ffmpeg. */
class MjpegIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String WATCHER = "watcher:w4tcher";
    private static final String HEAD = "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ";
    private static final int LOOKED_AT_BYTES = 4 << 20;
    private static final Pattern SKIPPED = Pattern.compile("\"skipped\" ?: ?[1-9]");

    private static Path directory;
    private static FakeCamera camera;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        directory = Dist.workDirectory("mjpeg");
        camera = FakeCamera.start();
        Path big = directory.resolve("big.mjpeg");
        PeerProcess.run(
                LIMIT,
                ("ffmpeg -nostdin -v error -f lavfi -i testsrc2=size=1280x720,noise=alls=80:allf=t -frames:v 8"
                                + " -c:v mjpeg -q:v 2 -pix_fmt yuvj420p " + big)
                        .split(" "));
        server = ServerProcess.start("""
                auth:
                  users:
                    - { name: watcher, password: w4tcher, role: viewer }
                    - { name: guest, password: gu3st, role: viewer, streams: [ hall ] }
                    - { name: leaver, password: l3aver, role: viewer }
                    - { name: root, password: root, role: admin }
                streams:
                  pics: "ffmpeg:virtual?video=testsrc2&size=320x240&rate=25#video=mjpeg"
                  big: "exec:/usr/bin/ffmpeg -nostdin -v error -re -stream_loop -1 -f mjpeg -i %2$s -c copy -f mjpeg -"
                  hall: %1$s
                  both: [ "%1$s", "ffmpeg:both#video=mjpeg" ]
                exec: { allow_paths: [ /usr/bin/ffmpeg ] }
                tuning: { linger: 500ms }
                """.formatted(camera.url(), big));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (camera != null) {
            camera.close();
        }
    }

    private static String url(String user, String query) {
        return "http://" + user + "@127.0.0.1:" + server.httpPort() + "/api/stream.mjpeg?" + query;
    }

    private static PeerProcess watch(Path body, String stream, String... more) throws IOException {
        return watchAs(WATCHER, body, stream, more);
    }

    private static PeerProcess watchAs(String user, Path body, String stream, String... more) throws IOException {
        var command = new ArrayList<>(List.of("curl", "-sN", "-m", "300", "-D", body + ".head", "-o", body.toString()));
        command.addAll(List.of(more));
        command.add(url(user, "src=" + stream));
        return PeerProcess.start(command.toArray(String[]::new));
    }

    /** The first images that came whole; fails when anything else stands between them. */
    private static List<byte[]> images(Path body) throws IOException {
        if (!Files.exists(body)) {
            return List.of();
        }
        String all;
        try (InputStream in = Files.newInputStream(body)) {
            all = new String(in.readNBytes(LOOKED_AT_BYTES), StandardCharsets.ISO_8859_1);
        }
        var images = new ArrayList<byte[]>();
        int at = 0;
        while (all.length() > at + HEAD.length() + 16) {
            assertThat(all.substring(at)).startsWith(HEAD);
            int end = all.indexOf("\r\n\r\n", at + HEAD.length());
            int length = Integer.parseInt(all.substring(at + HEAD.length(), end));
            int next = end + 4 + length + 2;
            if (next > all.length()) {
                break;
            }
            String image = all.substring(end + 4, next - 2);
            assertThat(image).startsWith("\u00FF\u00D8").endsWith("\u00FF\u00D9");
            assertThat(all.substring(next - 2, next)).isEqualTo("\r\n");
            images.add(image.getBytes(StandardCharsets.ISO_8859_1));
            at = next;
        }
        return images;
    }

    private static long bytes(Path body) throws IOException {
        return Files.exists(body) ? Files.size(body) : 0;
    }

    private static Curl.Reply stream(String name) {
        return Curl.at(server.httpPort()).as("root").get("/api/v1/streams/" + name);
    }

    private static void awaitIdle(String name) {
        Await.until(
                () -> name + " is idle: " + stream(name),
                LIMIT,
                () -> stream(name).body().contains("IDLE"));
    }

    @Test
    void imagesComeAsPartsForAsLongAsTheViewerStays() throws Exception {
        Path body = directory.resolve("parts");
        try (PeerProcess viewer = watch(body, "pics")) {
            Await.until("images", LIMIT, () -> images(body).size() >= 20);
            assertThat(viewer.isAlive()).isTrue();
            HttpAnswer head = HttpAnswer.parse(Files.readString(Path.of(body + ".head")));
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).matches("multipart/x-mixed-replace; ?boundary=frame");
            assertThat(head.header("Cache-Control")).isEqualTo("no-store");
            assertThat(stream("pics").body()).contains("\"mjpeg\"", "watcher");
        }
        awaitIdle("pics");
    }

    @Test
    void ffmpegReadsThem() throws Exception {
        String decoded = PeerProcess.run(
                LIMIT,
                ("ffmpeg -nostdin -v error -f mpjpeg -i " + url(WATCHER, "src=pics") + " -frames:v 20 -f framecrc -")
                        .split(" "));
        assertThat(decoded.lines().filter(line -> line.startsWith("0,"))).hasSize(20);
        assertThat(decoded).contains("320x240");
    }

    @Test
    void aSlowViewerLeavesImagesOutAndDelaysNobody() throws Exception {
        Path slow = directory.resolve("slow");
        Path fast = directory.resolve("fast");
        try (PeerProcess one = watch(slow, "big", "--limit-rate", "400k");
                PeerProcess other = watch(fast, "big")) {
            Await.until(
                    () -> "images are left out: " + stream("big"),
                    LIMIT.multipliedBy(3),
                    () -> SKIPPED.matcher(stream("big").body()).find());
            long before = bytes(fast);
            Await.until("the other one goes on", LIMIT, () -> bytes(fast) > before + 5_000_000);
            long slowly = bytes(slow);
            Await.until("it goes on too", LIMIT, () -> bytes(slow) > slowly + 1_000_000);
            assertThat(one.isAlive()).isTrue();
            assertThat(other.isAlive()).isTrue();
        }
        assertThat(images(slow)).isNotEmpty();
        assertThat(images(fast)).isNotEmpty();
        Files.delete(fast); // many megabytes
        awaitIdle("big");
    }

    @Test
    void whatIsNoJpegIsRefusedWithTheSourceThatMakesIt() throws Exception {
        HttpAnswer answer = HttpAnswer.curl(url(WATCHER, "src=hall"));
        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("NO_COMMON_CODEC", "h264", "ffmpeg:hall#video=mjpeg");
    }

    @Test
    void oneOfSeveralSourcesMayMakeThem() throws Exception {
        Path body = directory.resolve("both");
        try (PeerProcess viewer = watch(body, "both")) {
            Await.until("images", LIMIT, () -> images(body).size() >= 5);
            assertThat(viewer.isAlive()).isTrue();
        }
        awaitIdle("both");
    }

    /** As RTSP viewers are; those whose rights are as before go on. */
    @Test
    void aViewerWhoseUserIsRemovedIsCutOff() throws Exception {
        Path gone = directory.resolve("gone");
        Path stays = directory.resolve("stays");
        try (PeerProcess leaver = watchAs("leaver:l3aver", gone, "pics");
                PeerProcess watcher = watch(stays, "pics")) {
            Await.until(
                    "images",
                    LIMIT,
                    () -> !images(gone).isEmpty() && !images(stays).isEmpty());
            Path file = server.home().resolve("conf/sluice.yaml");
            String without = Files.readAllLines(file).stream()
                    .filter(line -> !line.contains("name: leaver"))
                    .collect(Collectors.joining("\n", "", "\n"));
            Files.move(Files.writeString(file.resolveSibling("draft"), without), file, StandardCopyOption.ATOMIC_MOVE);
            assertThat(leaver.awaitExit(LIMIT))
                    .as("the answer ends as it should")
                    .isZero();
            long before = bytes(stays);
            Await.until("the other one goes on", LIMIT, () -> bytes(stays) > before + 10_000);
            assertThat(watcher.isAlive()).isTrue();
            assertThat(HttpAnswer.curl(url("leaver:l3aver", "src=pics")).status())
                    .isEqualTo(401);
        }
        awaitIdle("pics");
    }

    @Test
    void whoMayNotWatchLearnsNothing() throws Exception {
        String plain = "http://127.0.0.1:" + server.httpPort() + "/api/stream.mjpeg?src=pics";
        assertThat(HttpAnswer.curl(plain).status()).isEqualTo(401);
        assertThat(HttpAnswer.curl(url("guest:gu3st", "src=pics")).status()).isEqualTo(404);
        assertThat(HttpAnswer.curl(url(WATCHER, "src=nothing")).status()).isEqualTo(404);
        assertThat(HttpAnswer.curl(url(WATCHER, "")).status()).isEqualTo(400);
        assertThat(HttpAnswer.curl(url(WATCHER, "src=rtsp://127.0.0.1/x")).status())
                .isEqualTo(403);
        assertThat(HttpAnswer.curl("-I", url(WATCHER, "src=pics")).header("Content-Type"))
                .startsWith("multipart/x-mixed-replace");
        assertThat(HttpAnswer.curl("-I", url("guest:gu3st", "src=pics")).status())
                .isEqualTo(404);
    }
}
