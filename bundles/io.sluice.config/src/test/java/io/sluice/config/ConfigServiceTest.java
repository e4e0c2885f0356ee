/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigServiceTest {
    private TestServer server;
    private FakeConfigurationAdmin admin;
    private Map<String, String> framework;

    @TempDir
    Path home;

    @BeforeEach
    void prepare() {
        server = new TestServer(home);
        admin = server.admin;
        framework = server.framework;
    }

    private void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(server.status).isEmpty();
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().equals("sluice-config")));
    }

    @Test
    void theFirstStartMakesTheFileAndTheDemoStream() {
        start();
        assertThat(home.resolve("conf/sluice.yaml")).exists();
        assertThat(admin.all).containsKeys("io.sluice.stream~demo", "io.sluice.rtsp", "io.sluice.tuning");
        assertThat(server.status)
                .containsEntry("sluice.startup", "config")
                .containsEntry("sluice.config.state", "APPLIED")
                .doesNotContainKey("sluice.startup.error");
    }

    @Test
    void aWrongFileAtTheStartIsTheLineOfTheLauncher() throws Exception {
        Path file = Files.writeString(home.resolve("x.yaml"), "rtsp:\n  listen: x\n");
        framework.put("sluice.config", file.toString());
        start();
        assertThat(admin.all).isEmpty();
        assertThat((String) server.status.get("sluice.startup.error"))
                .startsWith(file + ":2: rtsp.listen: \"x\" is not allowed");
        // In a framework without our launcher the server runs on: the file can be mended.
        Files.writeString(file, "rtsp:\n  listen: \":1\"\n");
        await(() -> "APPLIED".equals(server.status.get("sluice.config.state")));
        assertThat(server.status).doesNotContainKey("sluice.startup.error");
    }

    @Test
    void aNamedFileThatIsMissingIsNotMade() {
        framework.put("sluice.config", home.resolve("none.yaml").toString());
        start();
        assertThat(server.status).containsEntry("sluice.startup.error", home.resolve("none.yaml") + ": does not exist");
        assertThat(home.resolve("none.yaml")).doesNotExist();
    }

    @Test
    void anInvalidChangeAppliesNothingAndShowsWhy() throws Exception {
        start();
        Path file = home.resolve("conf/sluice.yaml");
        Map<String, Object> before = admin.all.get("io.sluice.rtsp").properties;
        Files.writeString(file, "rtsp: { listen: \":2\" }\nstreams: { a: x }\n");
        await(() -> "INVALID".equals(server.status.get("sluice.config.state")));
        assertThat((String) server.status.get("sluice.config.error"))
                .startsWith(file + ":2: streams.a: source has no scheme");
        assertThat(server.status).doesNotContainKey("sluice.startup.error");
        assertThat(admin.all.get("io.sluice.rtsp").properties).isEqualTo(before);
        assertThat(admin.all).containsKey("io.sluice.stream~demo");
    }

    @Test
    void aChangeIsAppliedWithinTwoSeconds() throws Exception {
        start();
        long start = System.nanoTime();
        Files.writeString(home.resolve("conf/sluice.yaml"), "streams: { hall: \"rtsp://192.0.2.1/\" }\n");
        await(() -> admin.calls.contains("update io.sluice.stream~hall"));
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
        assertThat(admin.all).doesNotContainKey("io.sluice.stream~demo");
    }

    @Test
    void theCommandLineWins() {
        framework.put("sluice.set", "rtsp.listen=:9\nstreams.two=demo:");
        start();
        assertThat(admin.all.get("io.sluice.rtsp").properties).containsEntry("listen", ":9");
        assertThat(admin.all).containsKeys("io.sluice.stream~demo", "io.sluice.stream~two");
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
