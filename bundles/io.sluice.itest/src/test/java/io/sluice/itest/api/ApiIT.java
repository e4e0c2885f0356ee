/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.Await;
import io.sluice.itest.Dist;
import io.sluice.itest.PeerProcess;
import io.sluice.itest.ServerProcess;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API of a whole server, asked by curl. */
class ApiIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String YAML = """
            streams:
              a: demo:
              # stays
              b: demo:
            auth:
              users:
                - { name: root, password: root, role: admin }
                - { name: eve, password: eve, role: viewer, streams: [ a ] }
            """;

    /** Parts of names that no stream may have. */
    private static final List<String> HOSTILE = List.of(
            "..",
            "../x",
            "../../etc/passwd",
            "a/../b",
            "a//b",
            "/a",
            "a/",
            ".",
            "./a",
            "a/.",
            "\\",
            "a\\b",
            "..\\x",
            "a\nb",
            "a\rb",
            "a\tb",
            "\u0000",
            "a\u0000b",
            "\u001b[31m",
            "\u007f",
            "<img src=x onerror=alert(1)>",
            "\"",
            "'",
            "a'b",
            ";touch /tmp/pwn",
            "$(id)",
            "`id`",
            "a|b",
            "a&b=c",
            "a?b",
            "a#b",
            "a%b",
            "%2e%2e",
            "%2e%2e%2fx",
            "a:b",
            "*",
            "a*",
            "{a}",
            "[a]",
            "${x}",
            "~a!",
            "a,b",
            "a=b",
            "a@b",
            "a+b",
            "\u202eabc",
            "\u2028",
            "\ufeffa",
            "\ud83d\ude00");

    /** Nobody but the server writes here: its home and what is above it, which a name could lead to. */
    private static Path surroundings;

    private static ServerProcess server;
    private static Curl root;
    private static Curl eve;

    @BeforeAll
    static void start() throws Exception {
        surroundings = Dist.workDirectory("surroundings");
        Path home = surroundings.resolve("of/home");
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/sluice.yaml"), YAML);
        server = ServerProcess.launch(home);
        server.awaitBanner();
        root = Curl.at(server.httpPort()).as("root");
        eve = Curl.at(server.httpPort()).as("eve");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String file() throws IOException {
        return Files.readString(server.home().resolve("conf/sluice.yaml"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static boolean hears(PeerProcess listener, String text) throws IOException {
        return listener.output().contains(text);
    }

    @Test
    void tellsWhatHappens() throws Exception {
        try (PeerProcess admin = root.follow("/api/v1/events");
                PeerProcess viewer = eve.follow("/api/v1/events")) {
            Await.until("they listen", SOON, () -> hears(admin, "retry:") && hears(viewer, "retry:"));
            assertThat(root.get("/api/streams?src=a&video=all").status()).isEqualTo(200);
            assertThat(root.get("/api/streams?src=b&video=all").status()).isEqualTo(200);
            Await.until(
                    "b is live",
                    SOON,
                    () -> admin.output()
                            .matches(
                                    "(?s).*event: stream/STATE\ndata: [^\n]*\"new\":\"LIVE\"[^\n]*\"stream\":\"b\".*"));
            Await.until("a is live", SOON, () -> viewer.output().contains("\"new\":\"LIVE\""));
            assertThat(admin.output()).contains("\"source\":\"demo:\"");
            assertThat(viewer.output())
                    .contains("\"stream\":\"a\"")
                    .doesNotContain("\"stream\":\"b\"", "demo", "\"text\"");
        }
        try (PeerProcess again = root.with("-H", "Last-Event-ID: 0").follow("/api/v1/events")) {
            Await.until("what was before is told", SOON, () -> hears(again, "id: 1\nevent: "));
        }
        assertThat(root.with("-H", "Last-Event-ID: x").get("/api/v1/events").status())
                .isEqualTo(400);
    }

    @Test
    void twentyFourWritersLoseNothing() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(24);
        try {
            var tasks = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 24; i++) {
                String path = "/api/v1/streams/writer" + i;
                tasks.add(() ->
                        root.json("{\"sources\":[\"demo:\"]}").ask("PUT", path).status());
            }
            for (Future<Integer> done : writers.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                assertThat(done.get()).isEqualTo(201);
            }
        } finally {
            writers.shutdownNow();
        }
        String all = root.get("/api/v1/streams").body();
        for (int i = 0; i < 24; i++) {
            assertThat(all).contains("\"writer" + i + "\"");
            assertThat(file()).contains("writer" + i + ": ");
        }
        assertThat(file()).contains("# stays");
    }

    /** 200 names of RT-12 and S-18: none is a stream, none is a file. */
    @Test
    void hostileNamesAreRefused() throws Exception {
        List<String> names = new ArrayList<>();
        for (String part : HOSTILE) {
            names.addAll(List.of(part, "x/" + part, part + "/y", "x" + part + "\u0007"));
        }
        names.addAll(List.of("", " ", "x".repeat(129), "y/".repeat(20) + "y", "\u00e4".repeat(65)));
        assertThat(names).hasSizeGreaterThan(200);
        List<Path> before = listing();
        for (String name : names) {
            int status = root.ask("PUT", "/api/streams?src=demo:&name=" + encoded(name))
                    .status();
            assertThat(status).as("PUT %s", name).isBetween(400, 404);
            assertThat(eve.get("/api/v1/streams/" + encoded(name)).status())
                    .as("GET %s", name)
                    .isIn(400, 404);
        }
        assertThat(listing()).isEqualTo(before);
        assertThat(file()).doesNotContain("passwd", "onerror");
        // S-46: what a peer says stays on its line.
        assertThat(server.log()).allMatch(line -> line.matches("(20\\d\\d-.*|\\|.*)"));
    }

    private static List<Path> listing() throws IOException {
        Path cache = server.home().resolve("cache"); // the framework's own
        try (Stream<Path> files = Files.walk(surroundings)) {
            return files.filter(file -> !file.startsWith(cache)).sorted().toList();
        }
    }

    @Test
    void sourcesThatLeadInsideAreRefused() {
        for (String source : List.of(
                "exec:/bin/id",
                "echo:id",
                "expr:1",
                "file:///etc/passwd",
                "ffmpeg:/etc/passwd",
                "ffmpeg:a#raw=-f lavfi",
                "rtsp://169.254.169.254/",
                "http://[fe80::1]/",
                "http://[::ffff:169.254.169.254]/",
                "http://127.0.0.1:" + server.httpPort() + "/",
                "http://localhost:" + server.httpPort() + "/",
                "rtsp://[::1]:" + server.rtspPort() + "/a")) {
            assertThat(root.ask("PUT", "/api/streams?name=inside&src=" + encoded(source))
                            .status())
                    .as(source)
                    .isEqualTo(403);
            assertThat(root.json("{\"sources\":[\"" + source + "\"]}")
                            .ask("PUT", "/api/v1/streams/inside")
                            .status())
                    .as(source)
                    .isEqualTo(403);
            assertThat(root.yaml("streams: { inside: \"" + source + "\" }")
                            .ask("PATCH", "/api/config")
                            .status())
                    .as(source)
                    .isEqualTo(403);
        }
        assertThat(root.get("/api/v1/streams/inside").status()).isEqualTo(404);
    }

    /** What go2rtc-client 0.4.0 of Home Assistant sends. */
    @Test
    void answersTheCallsOfHomeAssistant() {
        assertThat(root.get("/api").body()).contains("\"version\":\"1.9.14\"");
        assertThat(root.get("/api/schemes").body()).contains("\"rtsp\"");
        assertThat(root.ask("PUT", "/api/streams?name=camera.hall&src=demo:&src=ffmpeg:camera.hall%23audio%3Dopus")
                        .status())
                .isBetween(200, 201);
        assertThat(root.get("/api/streams").body()).contains("\"camera.hall\":{\"producers\":[{\"url\":\"demo:\"");
        assertThat(root.ask("PUT", "/api/preload?src=camera.hall&video_codec_filter=h264")
                        .status())
                .isEqualTo(200);
        assertThat(root.get("/api/preload").body()).contains("\"camera.hall\":{\"query\":\"video=h264\"}");
        assertThat(root.ask("DELETE", "/api/preload?src=camera.hall").status()).isEqualTo(204);
        assertThat(root.ask("DELETE", "/api/streams?src=camera.hall").status()).isEqualTo(204);
    }

    /** The client itself, where it is installed: pip install go2rtc-client (Python 3.12). */
    @Test
    void worksWithTheClientOfHomeAssistant() throws Exception {
        String python = System.getenv().getOrDefault("SLUICE_TEST_PYTHON", "python3");
        try (PeerProcess probe = PeerProcess.start(python, "-c", "import go2rtc_client")) {
            Assumptions.assumeTrue(probe.awaitExit(SOON) == 0, "go2rtc-client is not installed");
        }
        Path script = Dist.workDirectory("python").resolve("client.py");
        Files.writeString(script, """
                import asyncio, sys, aiohttp
                from go2rtc_client import Go2RtcRestClient

                async def main(url):
                    async with aiohttp.ClientSession(auth=aiohttp.BasicAuth("root", "root")) as session:
                        client = Go2RtcRestClient(session, url)
                        print("version", await client.validate_server_version())
                        print("schemes", sorted(await client.schemes.list()))
                        await client.streams.add("ha", ["demo:", "ffmpeg:ha#audio=opus"])
                        print("producers", [p.url for p in (await client.streams.list())["ha"].producers])
                        await client.preload.enable("ha", video_codec_filter=["h264", "h265"])
                        print("preload", (await client.preload.list())["ha"].query)
                        await client.preload.disable("ha")
                        print("preload", await client.preload.list())

                asyncio.run(main(sys.argv[1]))
                """);
        String said = PeerProcess.run(SOON, python, script.toString(), "http://127.0.0.1:" + server.httpPort());
        assertThat(said)
                .contains(
                        "version 1.9.14",
                        "'rtsp'",
                        "producers ['demo:', 'ffmpeg:ha#audio=opus']",
                        "preload video=h264,h265",
                        "preload {}");
    }
}
