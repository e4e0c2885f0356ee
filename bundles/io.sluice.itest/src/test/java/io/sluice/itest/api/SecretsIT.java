/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.Await;
import io.sluice.itest.PeerProcess;
import io.sluice.itest.ServerProcess;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A camera's password is never shown, however the camera fails (S-26). */
class SecretsIT {
    /** As it is, as a URL has it, and the part that no encoding changes. */
    private static final List<String> SECRETS = List.of("S3cr3t!x", "S3cr3t%21x", "S3cr3t");

    private static final String YAML = """
            streams:
              refused: rtsp://admin:S3cr3t!x@127.0.0.1:9/1
              encoded: rtsp://admin:S3cr3t%21x@127.0.0.1:9/1
              unknown: rtsp://admin:S3cr3t!x@camera.invalid/1
              at: "rtsp://admin:p@S3cr3t!x@127.0.0.1:9/1"
              query: rtsp://127.0.0.1:9/1?user=admin&password=S3cr3t!x
              token: rtsp://127.0.0.1:9/1?token=S3cr3t%21x&channel=1
              option: rtsp://127.0.0.1:9/1#password=S3cr3t!x
              scheme: vendor://admin:S3cr3t!x@127.0.0.1/1
              wrong: rtsp://admin:S3cr3t!x@127.0.0.1:99999/1
              noport: rtsp://admin:S3cr3t!x@[::1/1
              variable: rtsp://admin:${CAMERA_PASSWORD}@127.0.0.1:9/1
            env: { CAMERA_PASSWORD: S3cr3t!x }
            tuning: { open: 2s, start: 2s }
            auth:
              users:
                - { name: root, password: root, role: admin }
                - { name: eve, password: eve, role: viewer }
            """;

    @Test
    void isNeverShown() throws Exception {
        List<String> seen = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(YAML)) {
            Curl root = Curl.at(server.httpPort()).as("root");
            Curl eve = Curl.at(server.httpPort()).as("eve");
            List<String> names = YAML.lines()
                    .filter(line -> line.matches("  [a-z]+: .*3cr.*|  variable: .*"))
                    .map(line -> line.strip().replaceFirst(":.*", ""))
                    .toList();
            assertThat(names).hasSizeGreaterThanOrEqualTo(10);
            for (String name : names) {
                seen.add(root.get("/api/streams?src=" + name + "&video=all").body());
                seen.add(eve.get("/api/streams?src=" + name + "&video=all").body());
                seen.add(root.get("/api/v1/streams/" + name).body());
                seen.add(root.get("/api/v1/streams/" + name + "/explain").body());
                String source = "rtsp://admin:S3cr3t!x@127.0.0.1:9/" + name + "#nonsense=1";
                seen.add(root.json("{\"sources\":[\"" + source + "\"]}")
                        .ask("PUT", "/api/v1/streams/" + name)
                        .body());
                seen.add(root.json("{\"sources\":[\"exec:x S3cr3t!x\"]}")
                        .ask("PUT", "/api/v1/streams/" + name)
                        .body());
                seen.add(root.ask("PUT", "/api/streams?name=" + name + "&src=S3cr3t%21x")
                        .body());
            }
            for (String path : List.of(
                    "/api",
                    "/api/streams",
                    "/api/config",
                    "/api/preload",
                    "/api/v1/streams",
                    "/api/v1/sessions",
                    "/api/v1/config",
                    "/api/v1/users",
                    "/api/v1/diag?stacks",
                    "/api/v1/health",
                    "/metrics")) {
                seen.add(root.get(path).body());
            }
            try (PeerProcess events = root.with("-H", "Last-Event-ID: 0").follow("/api/v1/events")) {
                Await.until(
                        "events are told",
                        Duration.ofSeconds(30),
                        () -> events.output().contains("\"text\""));
                seen.add(events.output());
            }
            Await.until(
                    "the failures are in the log",
                    Duration.ofSeconds(30),
                    () -> server.log().stream().anyMatch(line -> line.contains("source.failed")));
            assertThat(Files.readString(server.home().resolve("conf/sluice.yaml")))
                    .contains(SECRETS.get(0));
            seen.addAll(server.log());
            seen.add(server.out());
            seen.add(server.err());
        }
        assertThat(seen).allSatisfy(text -> assertThat(text).doesNotContain(SECRETS.toArray(String[]::new)));
        assertThat(String.join("", seen)).contains("***");
    }
}
