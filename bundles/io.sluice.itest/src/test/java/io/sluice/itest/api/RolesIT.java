/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.ServerProcess;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may what: every route for everybody (S-43, S-49), and that looking changes nothing (S-09). */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RolesIT {
    private static final String STREAMS = """
            streams:
              a: demo:
              b: rtsp://admin:S3cr3t@127.0.0.1:9/secret-path
            """;
    private static final String USERS = """
            auth:
              users:
                - { name: viewer-a, password: viewer-a, role: viewer, streams: [ a ] }
                - { name: publisher-a, password: publisher-a, role: publisher, streams: [ a ] }
                - { name: admin-a, password: admin-a, role: admin, streams: [ a ] }
                - { name: root, password: root, role: admin }
            """;
    private static final List<String> GETS = List.of(
            "/api",
            "/api/streams",
            "/api/streams?src=a",
            "/api/preload",
            "/api/schemes",
            "/api/config",
            "/api/v1/streams",
            "/api/v1/streams/a",
            "/api/v1/streams/a/explain?video=h264",
            "/api/v1/sessions",
            "/api/v1/drivers",
            "/api/v1/bundles",
            "/api/v1/users",
            "/api/v1/users/root",
            "/api/v1/config",
            "/api/v1/health",
            "/api/v1/diag",
            "/api/v1/openapi.yaml",
            "/metrics",
            "/healthz",
            "/readyz");

    private static ServerProcess open;
    private static ServerProcess closed;

    @BeforeAll
    static void start() throws Exception {
        open = ServerProcess.start(STREAMS);
        closed = ServerProcess.start(STREAMS + USERS);
    }

    @AfterAll
    static void stop() {
        open.close();
        closed.close();
    }

    private static Curl local() {
        return Curl.at(open.httpPort());
    }

    private static Curl as(String user) {
        return Curl.at(closed.httpPort()).as(user);
    }

    private static Curl with(Curl curl, String body) {
        if (body == null) {
            return curl;
        }
        return body.startsWith("{") ? curl.json(body) : curl.yaml(body);
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource(
            delimiter = '|',
            value = {
                // method | path | body | local | viewer of a | publisher of a | admin of a | admin
                "GET    | /api                            |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /api/schemes                    |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /api/streams                    |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /api/streams?src=a              |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /api/streams?src=a&video=all    |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /api/streams?src=b              |                     | 200 | 404 | 404 | 404 | 200",
                "PUT    | /api/streams?name=a&src=demo:   |                     | 403 | 403 | 403 | 200 | 200",
                "PUT    | /api/streams?name=z&src=demo:   |                     | 403 | 403 | 403 | 403 | 201",
                "PATCH  | /api/streams?name=a&src=demo:   |                     | 403 | 403 | 403 | 200 | 200",
                "PATCH  | /api/streams?name=b&src=demo:   |                     | 403 | 403 | 403 | 403 | 200",
                "DELETE | /api/streams?src=z              |                     | 403 | 403 | 403 | 403 | 204",
                "POST   | /api/streams?src=a&dst=rtmp://h/x |                     | 403 | 403 | 403 | 501 | 501",
                "GET    | /api/preload                    |                     | 200 | 200 | 200 | 200 | 200",
                "PUT    | /api/preload?src=b              |                     | 403 | 403 | 403 | 403 | 200",
                "DELETE | /api/preload?src=b              |                     | 403 | 403 | 403 | 403 | 204",
                "GET    | /api/config                     |                     | 403 | 403 | 403 | 403 | 200",
                "PATCH  | /api/config                     | tuning: {hold: 30s} | 403 | 403 | 403 | 403 | 200",
                "POST   | /api/config                     | : wrong             | 403 | 403 | 403 | 403 | 400",
                "GET    | /api/v1/streams                 |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /api/v1/streams/a               |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /api/v1/streams/b               |                     | 200 | 404 | 404 | 404 | 200",
                "GET    | /api/v1/streams/a/explain       |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /api/v1/streams/b/explain       |                     | 200 | 404 | 404 | 404 | 200",
                "PUT    | /api/v1/streams/a               | {\"sources\":\"demo:\"} | 403 | 403 | 403 | 200 | 200",
                "PUT    | /api/v1/streams/z               | {\"sources\":[]}    | 403 | 403 | 403 | 403 | 201",
                "PATCH  | /api/v1/streams/z               | {\"preload\":null}  | 403 | 403 | 403 | 403 | 200",
                "DELETE | /api/v1/streams/z               |                     | 403 | 403 | 403 | 403 | 204",
                "POST   | /api/v1/streams/a/restart       |                     | 403 | 403 | 403 | 204 | 204",
                "POST   | /api/v1/streams/a/key           |                     | 403 | 403 | 403 | 200 | 200",
                "POST   | /api/v1/streams/b/key           |                     | 403 | 403 | 403 | 403 | 200",
                "GET    | /api/v1/sessions                |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /api/v1/sessions/none           |                     | 404 | 404 | 404 | 404 | 404",
                "DELETE | /api/v1/sessions/none           |                     | 403 | 403 | 403 | 404 | 404",
                "GET    | /api/v1/drivers                 |                     | 403 | 403 | 403 | 200 | 200",
                "GET    | /api/v1/bundles                 |                     | 403 | 403 | 403 | 403 | 200",
                "POST   | /api/v1/bundles                 |                     | 403 | 403 | 403 | 403 | 415",
                "POST   | /api/v1/bundles/examine         |                     | 403 | 403 | 403 | 403 | 415",
                "GET    | /api/v1/bundles/none            |                     | 403 | 403 | 403 | 403 | 404",
                "PUT    | /api/v1/bundles/none            |                     | 403 | 403 | 403 | 403 | 415",
                "DELETE | /api/v1/bundles/none            |                     | 403 | 403 | 403 | 403 | 404",
                "POST   | /api/v1/bundles/none/start      |                     | 403 | 403 | 403 | 403 | 404",
                "POST   | /api/v1/bundles/none/stop       |                     | 403 | 403 | 403 | 403 | 404",
                "POST   | /api/v1/bundles/none/refresh    |                     | 403 | 403 | 403 | 403 | 404",
                "GET    | /api/v1/users                   |                     | 403 | 403 | 403 | 403 | 200",
                "GET    | /api/v1/users/root              |                     | 403 | 403 | 403 | 403 | 200",
                "PUT    | /api/v1/users/new               | {\"password\":\"p\"} | 403 | 403 | 403 | 403 | 400",
                "DELETE | /api/v1/users/none              |                     | 403 | 403 | 403 | 403 | 404",
                "GET    | /api/v1/config                  |                     | 403 | 403 | 403 | 403 | 200",
                "PUT    | /api/v1/config                  | : wrong             | 403 | 403 | 403 | 403 | 400",
                "PATCH  | /api/v1/config                  | {\"edits\":[]}      | 403 | 403 | 403 | 403 | 400",
                "POST   | /api/v1/config/review           | streams: {}         | 403 | 403 | 403 | 403 | 200",
                "GET    | /api/v1/health                  |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /api/v1/diag                    |                     | 403 | 403 | 403 | 403 | 200",
                "GET    | /api/v1/openapi.yaml            |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /metrics                        |                     | 200 | 403 | 403 | 403 | 200",
                "GET    | /healthz                        |                     | 200 | 200 | 200 | 200 | 200",
                "GET    | /readyz                         |                     | 200 | 200 | 200 | 200 | 200",
            })
    void everyRouteForEverybody(
            String method, String path, String body, int local, int viewer, int publisher, int adminOfA, int admin) {
        assertThat(with(local(), body).ask(method, path).status()).as("local").isEqualTo(local);
        // As if it came through a proxy: not a direct peer.
        assertThat(with(local(), body)
                        .with("-H", "X-Forwarded-For: 192.0.2.1")
                        .ask(method, path)
                        .status())
                .as("not direct")
                .isEqualTo(401);
        assertThat(with(Curl.at(closed.httpPort()), body).ask(method, path).status())
                .as("unknown")
                .isEqualTo(401);
        assertThat(with(as("viewer-a"), body).ask(method, path).status())
                .as("viewer of a")
                .isEqualTo(viewer);
        assertThat(with(as("publisher-a"), body).ask(method, path).status())
                .as("publisher of a")
                .isEqualTo(publisher);
        assertThat(with(as("admin-a"), body).ask(method, path).status())
                .as("admin of a")
                .isEqualTo(adminOfA);
        Curl.Reply last = with(as("root"), body).ask(method, path);
        assertThat(last.status()).as("admin: %s", last.body()).isEqualTo(admin);
        assertThat(last.body().isEmpty() && last.status() == 200)
                .as("an empty 200")
                .isFalse();
    }

    @Test
    @Order(2)
    void whoDoesNotAdministerAStreamNeverSeesWhereItComesFrom() {
        for (String path : GETS) {
            for (Curl who : List.of(local(), as("viewer-a"), as("publisher-a"), as("admin-a"))) {
                assertThat(who.get(path).body())
                        .as(path)
                        .doesNotContain(
                                "S3cr3t",
                                "secret-path",
                                "127.0.0.1:9",
                                closed.home().toString());
            }
            assertThat(as("viewer-a").get(path).body()).as(path).doesNotContain("demo:", "\"b\"");
            assertThat(as("root").get(path).body()).as(path).doesNotContain("S3cr3t");
        }
    }

    @Test
    @Order(3)
    void lookingChangesNothing() throws Exception {
        var file = closed.home().resolve("conf/sluice.yaml");
        byte[] before = Files.readAllBytes(file);
        var time = Files.getLastModifiedTime(file);
        for (int round = 0; round < 2; round++) {
            for (String path : GETS) {
                assertThat(as("root").get(path).status()).as(path).isEqualTo(200);
                assertThat(as("root").ask("HEAD", path).status()).as(path).isEqualTo(200);
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
    }

    @Test
    @Order(4)
    void strangersLearnNothingFromErrors() {
        List<String> paths = new ArrayList<>(GETS);
        paths.addAll(List.of(
                "/api/v1/none", "/nothing", "/api/streams?src=%00", "/api/v1/streams/%zz", "/api/v1/streams/..%2f"));
        for (String path : paths) {
            for (String method : List.of("GET", "POST", "DELETE", "BREW")) {
                Curl.Reply reply = Curl.at(closed.httpPort()).ask(method, path);
                assertThat(reply.status()).as(method + path).isBetween(400, 499);
                assertThat(reply.body())
                        .as(method + path)
                        .hasSizeLessThan(200)
                        .doesNotContain("Exception", "0.1.0", "/home", "Jetty", "\tat ");
            }
        }
    }

    @Test
    @Order(5)
    void whatIsNotThereOrNotPossibleSaysSo() {
        assertThat(as("root").get("/api/v1/none").status()).isEqualTo(404);
        Curl.Reply wrong = as("root").ask("DELETE", "/api/v1/streams");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.headers()).containsEntry("allow", "GET, HEAD, OPTIONS");
        assertThat(wrong.headers().get("content-type")).startsWith("application/problem+json");
        assertThat(as("root").ask("OPTIONS", "/api/v1/streams/a").headers())
                .containsEntry("allow", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT");
        assertThat(as("root")
                        .with("-H", "Accept: text/plain")
                        .get("/api/v1/bundles")
                        .body())
                .startsWith("BUNDLE")
                .contains("io.sluice.rest");
    }
}
