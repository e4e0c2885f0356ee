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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The server does what its OpenAPI document says: every operation is called, every answer compared. */
class OpenApiIT {
    private static final String YAML = """
            streams:
              a: demo:
            preload: { a: "video&audio" }
            auth:
              users:
                - { name: root, password: root, role: admin }
                - { name: eve, password: eve, role: viewer, streams: [ a ] }
            """;

    private final List<String> wrong = new ArrayList<>();
    private final TreeSet<String> called = new TreeSet<>();
    private OpenApiDocument document;

    private void call(Curl who, String operation, String path, int status) {
        String method = operation.replaceFirst(" .*", "");
        called.add(operation);
        Curl.Reply reply = who.ask(method, "/api/v1" + path);
        document.problems(operation, reply).forEach(problem -> wrong.add(operation + " " + path + ": " + problem));
        if (reply.status() != status) {
            wrong.add(operation + " " + path + ": " + reply.status() + " instead of " + status + ": " + reply.body());
        }
    }

    @Test
    void everyOperationAnswersAsDescribed() throws Exception {
        try (ServerProcess server = ServerProcess.start(YAML)) {
            Curl root = Curl.at(server.httpPort()).as("root");
            Curl eve = Curl.at(server.httpPort()).as("eve");
            document = new OpenApiDocument(root.get("/api/v1/openapi.yaml").body());
            Await.until(
                    "the stream is live",
                    Duration.ofSeconds(30),
                    () -> root.get("/api/v1/streams/a").body().contains("LIVE"));
            try (PeerProcess player = player(server)) {
                Await.until(
                        "somebody watches",
                        Duration.ofSeconds(30),
                        () -> root.get("/api/v1/sessions").body().contains("rtsp"));
                assertThat(player.isAlive()).isTrue();
                streams(root, eve);
                sessions(root, eve);
            }
            bundles(root, eve, server);
            users(root, eve);
            config(root, eve);
            others(root, eve);
        }
        assertThat(wrong).isEmpty();
        called.add("GET /events"); // ApiIT has it
        assertThat(called).isEqualTo(document.operations());
    }

    private static PeerProcess player(ServerProcess server) throws Exception {
        return PeerProcess.start(
                "ffmpeg",
                "-v",
                "error",
                "-rtsp_transport",
                "tcp",
                "-i",
                "rtsp://root:root@127.0.0.1:" + server.rtspPort() + "/a",
                "-f",
                "null",
                "-");
    }

    private void streams(Curl root, Curl eve) {
        call(root, "GET /streams", "/streams", 200);
        call(eve, "GET /streams", "/streams?page=0&itemsPerPage=1", 200);
        call(root, "GET /streams", "/streams?page=x", 400);
        call(root.with("-H", "Accept: text/plain"), "GET /streams", "/streams", 200);
        call(root, "GET /streams/{name}", "/streams/a", 200);
        call(eve, "GET /streams/{name}", "/streams/a", 200);
        call(root, "GET /streams/{name}", "/streams/none", 404);
        String put = "{\"sources\":[\"demo:\"],\"preload\":\"video\"}";
        call(root.json(put), "PUT /streams/{name}", "/streams/x/y%20z", 201);
        call(root.json(put), "PUT /streams/{name}", "/streams/x/y%20z", 200);
        call(root.json("{\"sources\":[\"exec:/bin/id\"]}"), "PUT /streams/{name}", "/streams/x", 403);
        call(root.json("{}"), "PUT /streams/{name}", "/streams/x", 400);
        call(root.with("--data", "x"), "PUT /streams/{name}", "/streams/x", 415);
        call(root.json(put).with("-H", "If-Match: \"old\""), "PUT /streams/{name}", "/streams/x/y%20z", 412);
        call(root.json("{\"preload\":null}"), "PATCH /streams/{name}", "/streams/x/y%20z", 200);
        call(root.json("{\"preload\":null}"), "PATCH /streams/{name}", "/streams/none", 404);
        call(eve.json("{\"preload\":null}"), "PATCH /streams/{name}", "/streams/a", 403);
        call(root, "GET /streams/{name}/explain", "/streams/a/explain?video=h264&audio=opus", 200);
        call(eve, "GET /streams/{name}/explain", "/streams/a/explain?video=h265", 200);
        call(root, "GET /streams/{name}/explain", "/streams/a/explain?video=nonsense", 400);
        call(root, "POST /streams/{name}/key", "/streams/a/key", 200);
        call(root.json("{\"source\":0}"), "POST /streams/{name}/restart", "/streams/a/restart", 204);
        call(root.json("{\"source\":7}"), "POST /streams/{name}/restart", "/streams/a/restart", 400);
        call(root, "POST /streams/{name}/restart", "/streams/none/restart", 404);
        call(root, "DELETE /streams/{name}", "/streams/x/y%20z", 204);
        call(root, "DELETE /streams/{name}", "/streams/x/y%20z", 404);
    }

    private void sessions(Curl root, Curl eve) {
        call(root, "GET /sessions", "/sessions", 200);
        call(eve, "GET /sessions", "/sessions", 200);
        String id = root.get("/api/v1/sessions").body().replaceAll("(?s).*\"id\":\"(rtsp[^\"]*)\".*", "$1");
        call(root, "GET /sessions/{id}", "/sessions/" + id, 200);
        call(root, "GET /sessions/{id}", "/sessions/none", 404);
        call(eve, "DELETE /sessions/{id}", "/sessions/" + id, 403);
        call(root, "DELETE /sessions/{id}", "/sessions/" + id, 204);
    }

    private void bundles(Curl root, Curl eve, ServerProcess server) throws Exception {
        Path jar = sampleDriver();
        Curl upload = root.with("-H", "Content-Type: application/java-archive", "--data-binary", "@" + jar);
        Curl rubbish = root.with("-H", "Content-Type: application/java-archive", "--data-binary", "rubbish");
        String name = "io.sluice.driver.sample";
        call(root, "GET /bundles", "/bundles?itemsPerPage=1000", 200);
        call(eve, "GET /bundles", "/bundles", 403);
        call(upload, "POST /bundles/examine", "/bundles/examine", 200);
        call(rubbish, "POST /bundles/examine", "/bundles/examine", 422);
        call(rubbish, "POST /bundles", "/bundles", 422);
        call(root.json("{}"), "POST /bundles", "/bundles", 415);
        call(upload, "POST /bundles", "/bundles", 201);
        call(upload, "POST /bundles", "/bundles", 422);
        call(root, "GET /bundles/{symbolicName}", "/bundles/" + name, 200);
        call(root, "GET /bundles/{symbolicName}", "/bundles/none", 404);
        call(upload, "PUT /bundles/{symbolicName}", "/bundles/" + name, 200);
        call(rubbish, "PUT /bundles/{symbolicName}", "/bundles/" + name, 422);
        call(root, "POST /bundles/{symbolicName}/stop", "/bundles/" + name + "/stop", 200);
        call(root, "POST /bundles/{symbolicName}/start", "/bundles/" + name + "/start", 200);
        call(root, "POST /bundles/{symbolicName}/start", "/bundles/none/start", 404);
        call(root, "POST /bundles/{symbolicName}/refresh", "/bundles/" + name + "/refresh", 200);
        call(root, "GET /drivers", "/drivers", 200);
        call(eve, "GET /drivers", "/drivers", 403);
        call(root, "DELETE /bundles/{symbolicName}", "/bundles/" + name, 204);
        call(root, "DELETE /bundles/{symbolicName}", "/bundles/io.sluice.core", 403);
        assertThat(server.home().resolve("deploy")).isEmptyDirectory();
    }

    private static Path sampleDriver() throws Exception {
        try (Stream<Path> files = Files.list(Dist.tree().resolve("bundles/io.sluice.driver.sample/target"))) {
            return files.filter(file -> file.toString().matches(".*sample-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void users(Curl root, Curl eve) {
        call(root, "GET /users", "/users", 200);
        call(eve, "GET /users", "/users", 403);
        call(root, "GET /users/{user}", "/users/eve", 200);
        call(root, "GET /users/{user}", "/users/none", 404);
        String ann = "{\"password\":\"correct horse\",\"role\":\"viewer\",\"streams\":[\"a\"]}";
        call(root.json(ann), "PUT /users/{user}", "/users/ann", 201);
        call(root.json("{\"role\":\"publisher\"}"), "PUT /users/{user}", "/users/ann", 200);
        call(root.json("{\"role\":\"king\"}"), "PUT /users/{user}", "/users/ann", 400);
        Await.until(
                "ann is known",
                Duration.ofSeconds(5),
                () -> root.with("-u", "ann:correct horse")
                                .get("/api/v1/streams/a")
                                .status()
                        == 200);
        call(root, "DELETE /users/{user}", "/users/ann", 204);
        call(root, "DELETE /users/{user}", "/users/ann", 404);
    }

    private void config(Curl root, Curl eve) {
        Curl.Reply config = root.get("/api/v1/config");
        call(root, "GET /config", "/config", 200);
        call(eve, "GET /config", "/config", 403);
        call(root.with("-H", "If-None-Match: " + config.headers().get("etag")), "GET /config", "/config", 304);
        call(root.yaml(config.body()), "PUT /config", "/config", 200);
        call(root.yaml("tuning: { hold: never }"), "PUT /config", "/config", 422);
        call(root.yaml(": x"), "PUT /config", "/config", 400);
        call(root.yaml("exec: { allow_paths: [ /bin/sh ] }"), "PUT /config", "/config", 403);
        call(root.yaml("{}").with("-H", "If-Match: \"x\""), "PUT /config", "/config", 412);
        call(root.json("{}"), "PUT /config", "/config", 415);
        String edit = "{\"edits\":[{\"path\":[\"tuning\",\"hold\"],\"value\":\"20s\"}]}";
        call(root.json(edit), "PATCH /config", "/config", 200);
        call(root.json(edit.replace("20s", "never")), "PATCH /config", "/config", 422);
        call(root.json(edit.replace("tuning", "rtsp").replace("hold", "listen")), "PATCH /config", "/config", 409);
        call(root.json("{\"edits\":[]}"), "PATCH /config", "/config", 400);
        call(root.yaml("streams: { b: }"), "POST /config/review", "/config/review", 200);
        call(root.yaml("streams: ["), "POST /config/review", "/config/review", 200);
    }

    private void others(Curl root, Curl eve) {
        call(root, "GET /health", "/health", 200);
        call(eve, "GET /health", "/health", 200);
        call(root, "GET /diag", "/diag?stacks", 200);
        call(eve, "GET /diag", "/diag", 403);
        call(eve, "GET /openapi.yaml", "/openapi.yaml", 200);
    }
}
