/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.Await;
import io.sluice.itest.PeerProcess;
import io.sluice.itest.ServerProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Metrics and health of a whole server. */
class MetricsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String YAML = """
            streams:
              a: demo:
            auth:
              users: [ { name: root, password: root, role: admin } ]
            """;

    private static double value(Curl who, String metric) {
        return who.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void countWhatFlows() throws Exception {
        try (ServerProcess server = ServerProcess.start(YAML)) {
            Curl root = Curl.at(server.httpPort()).as("root");
            assertThat(value(root, "sluice_streams{state=\"IDLE\"}")).isEqualTo(1);
            assertThat(value(root, "sluice_sent_bytes_total")).isZero();
            String url = "rtsp://root:root@127.0.0.1:" + server.rtspPort() + "/a";
            try (PeerProcess player = PeerProcess.start(
                    "ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", url, "-f", "null", "-")) {
                Await.until("media is counted", SOON, () -> value(root, "sluice_sent_bytes_total") > 100_000);
                assertThat(value(root, "sluice_viewers{protocol=\"rtsp\"}")).isEqualTo(1);
                assertThat(value(root, "sluice_streams{state=\"LIVE\"}")).isEqualTo(1);
                assertThat(value(root, "sluice_feed_memory_bytes")).isPositive();
                assertThat(value(root, "sluice_connections{protocol=\"rtsp\"}")).isEqualTo(1);
                assertThat(player.isAlive()).isTrue();
            }
            double sent = value(root, "sluice_sent_bytes_total");
            assertThat(value(root, "sluice_received_units_total")).isGreaterThan(10);
            Await.until("nobody watches", SOON, () -> value(root, "sluice_viewers{protocol=\"rtsp\"}") < 1);
            assertThat(value(root, "sluice_sent_bytes_total")).isGreaterThanOrEqualTo(sent);
            assertThat(root.get("/nothing").status()).isEqualTo(404);
            assertThat(value(root, "sluice_http_requests_total{class=\"2xx\"}")).isGreaterThan(5);
            assertThat(value(root, "sluice_http_requests_total{class=\"4xx\"}")).isPositive();
            assertThat(value(root, "process_resident_memory_bytes")).isPositive();
        }
    }

    @Test
    void aServerIsReadyAlsoWithoutWhatWasStoppedOnPurpose() throws Exception {
        try (ServerProcess server = ServerProcess.start(YAML)) {
            Curl root = Curl.at(server.httpPort()).as("root");
            assertThat(root.get("/healthz").body()).contains("\"status\":\"OK\"", "\"lane\"");
            assertThat(root.get("/readyz").status()).isEqualTo(200);
            String driver = "/api/v1/bundles/io.sluice.driver.demo";
            assertThat(root.ask("POST", driver + "/stop").status()).isEqualTo(200);
            assertThat(value(root, "sluice_bundles{state=\"RESOLVED\"}")).isEqualTo(1);
            assertThat(root.get("/readyz").status()).isEqualTo(200);
            assertThat(root.ask("POST", driver + "/start").status()).isEqualTo(200);
            assertThat(value(root, "sluice_bundles{state=\"RESOLVED\"}")).isEqualTo(-1);
        }
    }
}
