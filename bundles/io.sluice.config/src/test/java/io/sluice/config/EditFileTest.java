/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditFileTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private int edit(Path file, String value, String... path) {
        List<String> arguments =
                Stream.concat(Stream.of(file.toString()), Stream.of(path)).toList();
        return EditFile.run(
                arguments,
                new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void setsAddsAndRemovesARowByItsName() throws Exception {
        Path file = Files.writeString(directory.resolve("x.yaml"), "rtsp:  # mine\n");
        assertThat(edit(file, "{ password: \"{pbkdf2}1\", role: admin }", "auth", "users", "name=admin"))
                .isZero();
        assertThat(edit(file, "{ password: \"{pbkdf2}2\" }", "auth", "users", "name=b"))
                .isZero();
        assertThat(edit(file, "{ password: \"{pbkdf2}3\" }\\n".replace("\\n", "\n"), "auth", "users", "name=admin"))
                .isZero();
        String users =
                "rtsp:  # mine\nauth:\n  users:\n    - name: admin\n      password: \"{pbkdf2}3\"\n      role: admin\n";
        assertThat(file).hasContent(users + "    - name: b\n      password: \"{pbkdf2}2\"\n");
        assertThat(edit(file, "", "auth", "users", "name=b")).isZero();
        assertThat(file).hasContent(users);
    }

    @Test
    void otherRowsStayAsTheyAre() throws Exception {
        String before =
                "auth:\n  users:\n    - { name: a, password: 012, streams: } #\n    - name: b\n      password: 1.50\n";
        Path file = Files.writeString(directory.resolve("x.yaml"), before);
        assertThat(edit(file, "{ password: \"{pbkdf2}\" }", "auth", "users", "name=c"))
                .isZero();
        assertThat(file).hasContent(before + "    - name: c\n      password: \"{pbkdf2}\"\n");
    }

    @Test
    void setsAKey() throws Exception {
        Path file = Files.writeString(directory.resolve("x.yaml"), "");
        assertThat(edit(file, "\":1\"", "rtsp", "listen")).isZero();
        assertThat(file).hasContent("rtsp:\n  listen: \":1\"\n");
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        Path file = Files.writeString(directory.resolve("x.yaml"), "");
        assertThat(edit(file, "x", "rtsp", "listen")).isEqualTo(2);
        assertThat(edit(file, "x", "auth", "users", "name=b")).isEqualTo(2);
        assertThat(edit(directory.resolve("none"), "x", "rtsp", "listen")).isEqualTo(74);
        assertThat(edit(file, "x")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(file + ":2: rtsp.listen", "does not exist");
        assertThat(file).isEmptyFile();
    }
}
