/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import static io.sluice.rest.Asker.json;
import static io.sluice.rest.Asker.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.stream.StreamName;
import io.sluice.rest.change.ConfigDoor;
import io.sluice.rest.change.ConfigGuard;
import io.sluice.rest.change.Definitions;
import io.sluice.rest.change.SourcePolicy;
import io.sluice.rest.go2rtc.Go2rtc;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Router;
import io.sluice.rest.v1.ConfigResource;
import io.sluice.rest.v1.DriversResource;
import io.sluice.rest.v1.SessionsResource;
import io.sluice.rest.v1.StreamsResource;
import io.sluice.rest.v1.UsersResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
    private static final String FILE = """
            streams:
              a: rtsp://admin:S3cr3t@192.0.2.77/1
              b/c: [ "rtsp://x:S3cr3t@192.0.2.77/2", "demo:" ]
            preload: { a: video }
            """;
    private static final Identity VIEWER_OF_A = Asker.who("eve", Role.VIEWER, "a");
    private static final Identity ADMIN_OF_A = Asker.who("adam", Role.ADMIN, "a");

    private final FakeRegistry registry = new FakeRegistry();
    private final FakeFile file = new FakeFile(registry, FILE);
    private final ConfigDoor config =
            new ConfigDoor(() -> file, new ConfigGuard(new SourcePolicy(s -> false, (s, a) -> null)));
    private final Router v1 = new Router();
    private final Router go2rtc = Go2rtc.router(registry, config, () -> null, "0");

    ApiTest() {
        new StreamsResource(registry, new Definitions(config)).addTo(v1);
        new SessionsResource(registry).addTo(v1);
        new DriversResource(registry, label -> List.of(), label -> List.of(label + " found a camera")).addTo(v1);
        new ConfigResource(config).addTo(v1);
        new UsersResource(config).addTo(v1);
    }

    private Asker v1(Identity identity) {
        return new Asker(v1, identity);
    }

    private Asker go2rtc(Identity identity) {
        return new Asker(go2rtc, identity);
    }

    @Test
    void aViewerSeesTheirStreamsAndNoSource() {
        for (String path : List.of("streams", "streams/a", "streams/a/explain", "sessions")) {
            Answer answer = v1(VIEWER_OF_A).ask("GET", path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(text(answer)).as(path).doesNotContain(FakeRegistry.HOST, "S3cr3t", "rtsp:", "b/c", "definition");
        }
        assertThat(text(v1(VIEWER_OF_A).ask("GET", "streams/a"))).contains("\"viewers\":1", "\"consumers\":[]");
        assertThat(v1(VIEWER_OF_A).ask("GET", "streams/b/c").status()).isEqualTo(404);
    }

    @Test
    void anAdministratorOfAStreamSeesAllOfItButSecrets() {
        String seen = text(v1(ADMIN_OF_A).ask("GET", "streams/a"));

        assertThat(seen)
                .contains("rtsp://admin:***@192.0.2.77/1", "\"preload\":\"video\"", "\"remote\":\"192.0.2.77:5\"");
        assertThat(seen).doesNotContain("S3cr3t");
        assertThat(text(v1(ADMIN_OF_A).ask("GET", "sessions"))).contains("v-a").doesNotContain("v-b/c");
    }

    @Test
    void showsWhatADriverFoundOut() {
        assertThat(text(v1(Asker.ADMIN).ask("GET", "drivers"))).contains("\"findings\":[\"x.y 1 found a camera\"]");
    }

    @Test
    void showsAUserTheirOwnSession() {
        assertThat(text(v1(Asker.who("ann", Role.VIEWER)).ask("GET", "sessions")))
                .contains("v-a", "v-b/c");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    streams/b,        '{\"sources\":[]}'",
        "PATCH,  streams/b/c,      '{\"preload\":null}'",
        "DELETE, streams/b/c,      ''",
        "POST,   streams/b/c/key,  ''",
        "POST,   streams/b/c/restart, ''",
        "DELETE, sessions/v-b/c,   ''",
        "GET,    config,           ''",
        "PUT,    config,           ''",
        "GET,    users,            ''"
    })
    void anAdministratorOfAnotherStreamChangesNothing(String method, String path, String body) {
        Answer answer = v1(ADMIN_OF_A).ask(method, path, body);

        assertThat(answer.status()).isIn(403, 404);
        assertThat(file.text()).isEqualTo(FILE);
        assertThat(registry.done).isEmpty();
    }

    @Test
    void definesAStreamInTheFile() {
        Answer made = v1(Asker.ADMIN).ask("PUT", "streams/new", "{\"sources\":[\"demo:\"],\"preload\":\"video\"}");
        Answer again = v1(Asker.ADMIN).ask("PUT", "streams/new", "{\"sources\":\"demo:\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(made.headers().get("ETag")).isNotEqualTo(again.headers().get("ETag"));
        assertThat(registry.streams).containsKey(StreamName.of("new"));
        assertThat(v1(Asker.ADMIN).ask("DELETE", "streams/new").status()).isEqualTo(204);
        assertThat(v1(Asker.ADMIN).ask("DELETE", "streams/new").status()).isEqualTo(404);
        assertThat(registry.streams).doesNotContainKey(StreamName.of("new"));
    }

    /** Whoever defined a stream did so, also when somebody else removes it before the answer. */
    @Test
    void answersWhatWasDefinedWhenItIsGoneAgain() {
        registry.removed.add(StreamName.of("new"));

        Answer made = v1(Asker.ADMIN).ask("PUT", "streams/new", "{\"sources\":[\"rtsp://a:S3cr3t@192.0.2.77/\"]}");
        Answer changed = v1(Asker.ADMIN).ask("PATCH", "streams/new", "{\"preload\":\"video\"}");
        Answer asGo2rtc = go2rtc(Asker.ADMIN).ask("PUT", "api/streams?name=new&src=demo:");

        assertThat(List.of(made.status(), changed.status(), asGo2rtc.status())).containsExactly(201, 200, 200);
        assertThat(text(made)).contains("rtsp://a:***@192.0.2.77/", "IDLE").doesNotContain("S3cr3t");
        assertThat(text(changed)).contains("rtsp://a:***@192.0.2.77/").doesNotContain("S3cr3t");
        assertThat(text(asGo2rtc)).contains("demo:");
        assertThat(v1(Asker.ADMIN).ask("GET", "streams/new").status()).isEqualTo(404);
    }

    @Test
    void aMaskedPasswordStandsForTheOneThatIsThere() {
        String body = "{\"sources\":[\"demo:\",\"rtsp://admin:***@192.0.2.77/1\"]}";

        assertThat(v1(ADMIN_OF_A).ask("PUT", "streams/a", body).status()).isEqualTo(200);
        assertThat(file.text()).contains("rtsp://admin:S3cr3t@192.0.2.77/1", "demo:");
        Answer stolen = v1(ADMIN_OF_A).ask("PUT", "streams/a", body.replace("192.0.2.77", "203.0.113.9"));
        assertThat(stolen.status()).isEqualTo(400);
        assertThat(file.text()).doesNotContain("203.0.113.9");
    }

    @Test
    void refusesAChangeOfWhatSomebodyElseChanged() {
        String etag = v1(Asker.ADMIN).ask("GET", "streams/a").headers().get("ETag");
        assertThat(v1(Asker.ADMIN).ask("PUT", "streams/b/c", "{\"sources\":[]}").status())
                .isEqualTo(200);

        assertThat(v1(Asker.ADMIN)
                        .header("If-Match", etag)
                        .ask("PATCH", "streams/a", "{\"preload\":\"audio\"}")
                        .status())
                .isEqualTo(200);
        assertThat(v1(Asker.ADMIN)
                        .header("If-Match", etag)
                        .ask("DELETE", "streams/a")
                        .status())
                .isEqualTo(412);
        assertThat(v1(Asker.ADMIN)
                        .header("If-Match", "*")
                        .ask("PUT", "streams/none", "{\"sources\":[]}")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void twentyFourWritersLoseNothing() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(24);
        try {
            var tasks = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 24; i++) {
                String path = "streams/w" + i;
                tasks.add(() -> v1(Asker.ADMIN)
                        .ask("PUT", path, "{\"sources\":[\"demo:\"]}")
                        .status());
            }
            for (Future<Integer> done : writers.invokeAll(tasks, 20, TimeUnit.SECONDS)) {
                assertThat(done.get()).isEqualTo(201);
            }
        } finally {
            writers.shutdownNow();
        }
        assertThat(registry.streams).hasSize(26);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""})
    void takesJsonOnly(String type) {
        assertThat(v1(Asker.ADMIN)
                        .header("Content-Type", type)
                        .ask("PUT", "streams/x", "{\"sources\":[]}")
                        .status())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"sources\":5}",
                "{\"sources\":[5]}",
                "{\"sources\":[],\"x\":1}",
                "{\"sources\":[\"x\"]}"
            })
    void saysWhatIsWrongWithABody(String body) {
        assertThat(v1(Asker.ADMIN).ask("PUT", "streams/x", body).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec:/bin/id", "echo:x", "ffmpeg:/etc/passwd"})
    void whatReachesTheMachineDoesNotComeOverHttp(String source) {
        String json = "{\"sources\":[\"" + source + "\"]}";
        String yaml = "streams: { x: \"" + source + "\" }";

        assertThat(v1(Asker.ADMIN).ask("PUT", "streams/x", json).status()).isEqualTo(403);
        assertThat(v1(Asker.ADMIN).ask("PATCH", "streams/a", json).status()).isEqualTo(403);
        assertThat(v1(Asker.ADMIN)
                        .ask(
                                "PATCH",
                                "config",
                                "{\"edits\":[{\"path\":[\"streams\",\"x\"],\"value\":\"" + source + "\"}]}")
                        .status())
                .isEqualTo(403);
        assertThat(v1(Asker.ADMIN)
                        .header("Content-Type", "text/yaml")
                        .ask("PUT", "config", yaml)
                        .status())
                .isEqualTo(403);
        assertThat(go2rtc(Asker.ADMIN)
                        .ask("PUT", "api/streams?name=x&src=" + source)
                        .status())
                .isEqualTo(403);
        assertThat(go2rtc(Asker.ADMIN)
                        .ask("PATCH", "api/streams?name=a&src=" + source)
                        .status())
                .isEqualTo(403);
        assertThat(go2rtc(Asker.ADMIN)
                        .header("Content-Type", "application/yaml")
                        .ask("PATCH", "api/config", yaml)
                        .status())
                .isEqualTo(403);
        assertThat(file.text()).isEqualTo(FILE);
    }

    @Test
    void pagesLists() {
        Map<?, ?> page = json(v1(Asker.ADMIN).ask("GET", "streams?page=1&itemsPerPage=1"));

        assertThat(page.get("total")).isEqualTo(2L);
        assertThat(page.get("pages")).isEqualTo(2L);
        assertThat((List<?>) page.get("items")).hasSize(1);
        assertThat(v1(Asker.ADMIN).ask("GET", "streams?itemsPerPage=0").status())
                .isEqualTo(400);
        assertThat(v1(Asker.ADMIN).ask("GET", "streams?page=x").status()).isEqualTo(400);
    }

    @Test
    void givesPeopleATable() {
        assertThat(text(v1(Asker.ADMIN).header("Accept", "text/plain").ask("GET", "streams")))
                .startsWith("NAME")
                .contains("b/c", "LIVE", "h264/90000");
    }

    @Test
    void restartsKicksAndAsksForKeys() {
        assertThat(v1(ADMIN_OF_A)
                        .ask("POST", "streams/a/restart", "{\"source\":0}")
                        .status())
                .isEqualTo(204);
        assertThat(v1(ADMIN_OF_A)
                        .ask("POST", "streams/a/restart", "{\"source\":1}")
                        .status())
                .isEqualTo(400);
        assertThat(v1(ADMIN_OF_A).ask("POST", "streams/a/key").status()).isEqualTo(200);
        assertThat(v1(ADMIN_OF_A).ask("DELETE", "sessions/v-a").status()).isEqualTo(204);
        assertThat(registry.done).containsExactly("restart a 0", "key a", "kick v-a");
    }

    @Test
    void showsTheConfigurationMaskedAndOnlyOnce() {
        Answer answer = v1(Asker.ADMIN).ask("GET", "config");

        assertThat(text(answer)).contains("***").doesNotContain("S3cr3t");
        assertThat(v1(Asker.ADMIN)
                        .header("If-None-Match", answer.headers().get("ETag"))
                        .ask("GET", "config")
                        .status())
                .isEqualTo(304);
    }

    @Test
    void makesUsersWithoutEverShowingASecret() {
        Answer made = v1(Asker.ADMIN)
                .ask("PUT", "users/ann", "{\"password\":\"correct horse\",\"role\":\"viewer\",\"streams\":[\"a\"]}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(file.text()).contains("{pbkdf2}", "digest").doesNotContain("correct horse");
        String seen = text(v1(Asker.ADMIN).ask("GET", "users"));
        assertThat(seen).contains("\"name\":\"ann\"", "\"streams\":[\"a\"]").doesNotContain("pbkdf2", "digest");
        assertThat(v1(Asker.ADMIN)
                        .ask("PUT", "users/ann", "{\"role\":\"admin\"}")
                        .status())
                .isEqualTo(200);
        assertThat(file.text()).contains("{pbkdf2}", "role: admin");
        assertThat(v1(Asker.ADMIN)
                        .ask("PUT", "users/bob", "{\"role\":\"admin\"}")
                        .status())
                .isEqualTo(400);
        assertThat(v1(Asker.ADMIN)
                        .ask("PUT", "users/bob", "{\"password\":\"short\"}")
                        .status())
                .isEqualTo(400);
        assertThat(v1(Asker.ADMIN).ask("DELETE", "users/ann").status()).isEqualTo(204);
        assertThat(v1(Asker.ADMIN).ask("DELETE", "users/ann").status()).isEqualTo(404);
    }

    @Test
    void answersLikeGo2rtc() {
        assertThat(json(go2rtc(Asker.ADMIN).ask("GET", "api")).get("version")).isEqualTo("1.9.14");
        assertThat(text(go2rtc(Asker.ADMIN).ask("GET", "api"))).contains("/home/conf/sluice.yaml");
        assertThat(text(go2rtc(VIEWER_OF_A).ask("GET", "api"))).doesNotContain("/home");
        assertThat(text(go2rtc(Asker.ADMIN).ask("GET", "api/schemes"))).isEqualTo("[\"rtsp\"]");
        assertThat(text(go2rtc(Asker.ADMIN).ask("GET", "api/streams?src=a")))
                .contains(
                        "\"url\":\"rtsp://admin:***@192.0.2.77/1\"",
                        "\"medias\":[\"video, recvonly, H264\"]",
                        "\"codec_name\":\"h264\"",
                        "\"profile\":\"High\"",
                        "\"level\":31");
        assertThat(text(go2rtc(VIEWER_OF_A).ask("GET", "api/streams")))
                .contains("\"url\":\"\"")
                .doesNotContain(FakeRegistry.HOST, "b/c");
        assertThat(text(go2rtc(VIEWER_OF_A).ask("GET", "api/preload"))).isEqualTo("{\"a\":{\"query\":\"video\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    api/streams?src=none,                    404",
        "GET,    api/streams?src=rtsp://x/1,              403",
        "GET,    api/streams?src=..%2Fx,                  400",
        "PUT,    api/streams?src=demo:,                   400",
        "PUT,    api/streams?name=x,                      400",
        "PUT,    api/streams?name=x&src=demo:&src=demo:,  201",
        "PATCH,  api/streams?name=none&src=demo:,         404",
        "PATCH,  api/streams?name=a&src=b,                422",
        "DELETE, api/streams?src=none,                    404",
        "DELETE, api/streams?src=a,                       204",
        "POST,   api/streams?src=a&dst=rtmp://x/1,        501",
        "POST,   api/streams?dst=a,                       400",
        "PUT,    api/preload?src=none,                    404",
        "PUT,    'api/preload?src=a&video_codec_filter=h264,h265', 200",
        "PUT,    api/preload?src=a&video=nonsense,        400",
        "DELETE, api/preload?src=b/c,                     404",
        "DELETE, api/preload?src=a,                       204"
    })
    void answersWhatGo2rtcsClientsAskAndNothingEmpty(String method, String path, int status) {
        Answer answer = go2rtc(Asker.ADMIN).ask(method, path);

        assertThat(answer.status()).as(text(answer)).isEqualTo(status);
        assertThat(answer.body().length > 0 || status == 204).isTrue();
        assertThat(go2rtc(Asker.VIEWER).ask(method, path).status()).isIn(400, 403, 404);
    }

    @Test
    void aProbeTellsAViewerNothingOfTheCamera() {
        Answer viewer = go2rtc(VIEWER_OF_A).ask("GET", "api/streams?src=a&video=all");

        assertThat(viewer.status()).isEqualTo(502);
        assertThat(text(viewer)).doesNotContain(FakeRegistry.HOST);
        assertThat(text(go2rtc(ADMIN_OF_A).ask("GET", "api/streams?src=a&video")))
                .contains(FakeRegistry.HOST);
    }

    @Test
    void mergesAConfigurationAndReplacesIt() {
        assertThat(go2rtc(Asker.ADMIN)
                        .ask("PATCH", "api/config", "{ streams: { n: [ \"demo:\" ], a: null } }")
                        .status())
                .isEqualTo(200);
        assertThat(registry.streams.keySet()).map(StreamName::toString).containsExactly("b/c", "n");
        assertThat(go2rtc(Asker.ADMIN)
                        .ask("POST", "api/config", "streams: { z: }")
                        .status())
                .isEqualTo(200);
        assertThat(registry.streams.keySet()).map(StreamName::toString).containsExactly("z");
        assertThat(go2rtc(Asker.ADMIN)
                        .header("If-Match", "\"v1\"")
                        .ask("POST", "api/config", "streams: {}")
                        .status())
                .isEqualTo(412);
        assertThat(go2rtc(Asker.ADMIN)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .ask("POST", "api/config", "streams: {}")
                        .status())
                .isEqualTo(415);
    }
}
