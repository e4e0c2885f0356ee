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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowFileTest {
    private static final String YAML = """
            # mine
            api: { username: boss, password: S3cr3t }
            auth:
              users:
                - { name: a, password: "S3cr3t", digest: S3cr3t }
                - { name: b }
            streams:
              hall: rtsp://u:S3cr3t@192.0.2.7/1
            """;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int show(Path file, String... keys) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return ShowFile.run(
                Stream.concat(Stream.of(file.toString()), Stream.of(keys)).toList(), stream, stream);
    }

    @Test
    void showsTheTextWithoutSecrets() throws Exception {
        Path file = Files.writeString(directory.resolve("x.yaml"), YAML);

        assertThat(show(file)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("# mine", "username: boss", "192.0.2.7/1", "***")
                .doesNotContain("S3cr3t");
    }

    @Test
    void showsValuesOfAllItems() throws Exception {
        Path file = Files.writeString(directory.resolve("x.yaml"), YAML);

        assertThat(show(file, "auth", "users", "name")).isZero();
        assertThat(show(file, "api", "username")).isZero();
        assertThat(show(file, "auth", "users", "password")).isZero();
        assertThat(show(file, "no", "such", "key")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\nboss\n***\n");
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(show(directory.resolve("none"))).isEqualTo(74);
        assertThat(show(Files.writeString(directory.resolve("x.yaml"), "a: [\npassword: S3cr3t\n"), "a"))
                .isEqualTo(2);
        assertThat(ShowFile.run(List.of(), new PrintStream(out), new PrintStream(out)))
                .isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("S3cr3t");
    }
}
