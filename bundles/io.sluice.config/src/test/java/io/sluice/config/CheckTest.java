/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private int check(String... arguments) {
        return Check.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void saysWhatBecomesOfEachKey() throws Exception {
        Path file = directory.resolve("go2rtc.yaml");
        Files.writeString(
                file, "log: { level: info }\nrtsp:\n  listen: \":8554\"\nstreams:\n  a: rtsp://u:S3cr3t@192.0.2.1/\n");
        assertThat(check(file.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        file + ":3: rtsp.listen used: :8554",
                        file + ":5: streams.a used: [rtsp://u:***@192.0.2.1/]",
                        file + ":1: log ignored: a section of go2rtc without effect here",
                        file + ": right, 1 streams");
        assertThat(err.size()).isZero();
    }

    @Test
    void endsWithTwoAndTheLinesWhenWrong() throws Exception {
        Path file = Files.writeString(directory.resolve("x.yaml"), "rtsp:\n  listen: x\nstreams: []\n");
        assertThat(check(file.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(file + ":2: rtsp.listen: \"x\" is not allowed", file + ":3: streams is a list");
        assertThat(out.size()).isZero();
    }

    @Test
    void needsAFile() {
        assertThat(check()).isEqualTo(2);
        assertThat(check("--what")).isEqualTo(2);
        assertThat(check(directory.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage: sluice check FILE", "none: does not exist");
    }

    @Test
    void takesOverrides() throws Exception {
        Path file = Files.writeString(directory.resolve("x.yaml"), "rtsp:\n  listen: x\n");
        assertThat(check(file.toString(), "--set", "rtsp.listen=:1")).isZero();
    }
}
