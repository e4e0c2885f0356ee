/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.api.driver.Source;
import io.sluice.driver.ffmpeg.command.FfmpegOptions;
import io.sluice.lib.process.ProgramSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that wants the real ffmpeg to read files, or to ask other hosts for it. */
@Timeout(180)
class HostileServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final AtomicInteger secretsAsked = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private Ffmpeg ffmpeg;

    @BeforeEach
    void open() throws Exception {
        assertThat(Path.of("/usr/bin/ffmpeg")).exists();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/secret.ts", exchange -> {
            secretsAsked.incrementAndGet();
            answer(exchange, "text/plain", new byte[1000]);
        });
        server.start();
        ffmpeg = new Ffmpeg(directory.resolve("programs"), "/usr/bin", Map.of("output", "-f null -"), lines -> {});
    }

    @AfterEach
    void close() {
        server.stop(0);
        ffmpeg.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void serve(String path, String type, byte[] body) {
        server.createContext(path, exchange -> {
            asked.incrementAndGet();
            answer(exchange, type, body);
        });
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private ShortRun read(String path) throws Exception {
        var source = Source.of("ffmpeg:" + url(path) + "#video=h264");
        FfmpegOptions options = FfmpegOptions.of(source, ffmpeg.presets(), ffmpeg.timeout());
        return ShortRun.of(ffmpeg.programs(), ffmpeg.command("test", options, "", "", 0), LIMIT);
    }

    private String hostile(String kind) {
        return switch (kind) {
            case "list.m3u8" ->
                "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + url("/secret.ts") + "\n#EXT-X-ENDLIST\n";
            case "file.m3u8" -> "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n";
            case "list.ffconcat" -> "ffconcat version 1.0\nfile '" + url("/secret.ts") + "'\n";
            case "list.mpd" -> """
                <?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"
                mediaPresentationDuration="PT1S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1"
                bandwidth="1" codecs="avc1"><BaseURL>%s</BaseURL><SegmentList duration="1"><SegmentURL media="%s"/>
                </SegmentList></Representation></AdaptationSet></Period></MPD>
                """.formatted(url("/secret.ts"), url("/secret.ts"));
            default -> """
                v=0
                o=- 0 0 IN IP4 127.0.0.1
                s=x
                c=IN IP4 127.0.0.1
                t=0 0
                m=video 9 RTP/AVP 96
                a=rtpmap:96 H264/90000
                """;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"list.m3u8", "file.m3u8", "list.ffconcat", "list.mpd", "session.sdp"})
    void aPlaylistLeadsNowhere(String kind) throws Exception {
        String type = kind.endsWith("m3u8") ? "application/vnd.apple.mpegurl" : "application/octet-stream";
        serve("/" + kind, type, hostile(kind).getBytes(StandardCharsets.UTF_8));

        ShortRun run = read("/" + kind);

        assertThat(asked).as("the list itself was read").hasPositiveValue();
        assertThat(run.code()).as(() -> "refused: " + run.words()).isNotNull().isNotZero();
        assertThat(secretsAsked).hasValue(0);
    }

    /** Otherwise the tests above would say nothing. */
    @Test
    void anFfmpegThatIsNotLimitedFollowsIt() throws Exception {
        serve(
                "/list.m3u8",
                "application/vnd.apple.mpegurl",
                hostile("list.m3u8").getBytes(StandardCharsets.UTF_8));

        ShortRun.of(
                ffmpeg.programs(),
                ProgramSpec.of(
                        "test",
                        List.of("/usr/bin/ffmpeg", "-nostdin", "-i", url("/list.m3u8"), "-t", "1", "-f", "null", "-")),
                LIMIT);

        assertThat(secretsAsked).hasPositiveValue();
    }

    @Test
    void aRedirectToAFileLeadsNowhere() throws Exception {
        server.createContext("/moved", exchange -> {
            try (exchange) {
                asked.incrementAndGet();
                exchange.getResponseHeaders().set("Location", "file:///etc/hostname");
                exchange.sendResponseHeaders(302, -1);
            }
        });

        ShortRun run = read("/moved");

        assertThat(asked).hasPositiveValue();
        assertThat(run.code()).isNotNull().isNotZero();
    }

    @Test
    void whatIsNoPlaylistIsRead() throws Exception {
        Path film = directory.resolve("film.flv");
        ShortRun.of(
                ffmpeg.programs(),
                ProgramSpec.of(
                        "film",
                        List.of(("/usr/bin/ffmpeg -nostdin -v error -f lavfi -i testsrc2=size=160x120:rate=5:duration=1"
                                        + " -c:v libx264 -f flv " + film)
                                .split(" "))),
                LIMIT);
        serve("/film", "video/x-flv", Files.readAllBytes(film));

        ShortRun run = read("/film");

        assertThat(run.code()).as(() -> String.join("\n", run.words())).isZero();
    }

    /** Each of them would fail on a file that is not there, if it were read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text=it's 5\\:1, [a];b=c",
                "text=a\\:textfile=/nonexistent",
                "text=a',movie=/nonexistent[b];[b]null",
                "x=10:y=(h-th)/2:fontsize=20:fontcolor=white@0.5:box=1:boxcolor=0x112233"
            })
    void aTextIsDrawnAndReadsNoFile(String text) throws Exception {
        var source = Source.of("ffmpeg:virtual?size=320x240&rate=5&duration=0.4#video=mjpeg#drawtext=" + text);
        FfmpegOptions options = FfmpegOptions.of(source, ffmpeg.presets(), ffmpeg.timeout());

        ShortRun run = ShortRun.of(ffmpeg.programs(), ffmpeg.command("test", options, "", "", 0), LIMIT);

        assertThat(run.code()).as(() -> String.join("\n", run.words())).isZero();
    }
}
