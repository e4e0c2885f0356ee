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
import java.nio.file.StandardCopyOption;
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
                        "    1  ignored  log.level    logging is set in HOME/conf/logback.xml",
                        "    3  used     rtsp.listen  :8554",
                        "    5  used     streams.a    [rtsp://u:***@192.0.2.1/]",
                        file + ": right, 1 stream");
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

    /** Every key that go2rtc documents has a verdict, by name; the table is beside the file. */
    @Test
    void everyKeyOfGo2rtcHasAVerdict() throws Exception {
        Path file = Path.of(CheckTest.class.getResource("go2rtc.yaml").toURI());
        assertThat(check(file.toString(), "--home", directory.toString())).isZero();
        Path table = Path.of(CheckTest.class.getResource("go2rtc.txt").toURI());
        assertThat(out.toString(StandardCharsets.UTF_8).replace(file.toString(), "FILE"))
                .isEqualTo(Files.readString(table))
                .doesNotContain("S3cr3t");
    }

    @Test
    void saysWhatTheServerOfAHomeWouldChange() throws Exception {
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Path applied = Files.writeString(conf.resolve("sluice.yaml"), "streams: { a: \"demo:\", b: \"demo:\" }\n");
        Path file = Files.writeString(
                directory.resolve("new.yaml"),
                "rtsp: { listen: \":1\" }\nstreams: { a: \"rtsp://h/\", c: \"demo:\" }\n");
        assertThat(check(file.toString(), "--home", directory.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsSequence(
                        "instead of " + applied + " it would …",
                        "  change listen of rtsp",
                        "  remove stream b",
                        "  change sources of stream a",
                        "  add stream c");
        out.reset();
        Files.copy(file, applied, StandardCopyOption.REPLACE_EXISTING);
        assertThat(check(file.toString(), "--home", directory.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("it would change nothing");
    }

    @Test
    void saysWhatIsRightBesideWhatIsWrong() throws Exception {
        Path file = Files.writeString(directory.resolve("x.yaml"), "streams: { a: \"demo:\" }\nrtsp: { what: 1 }\n");
        assertThat(check(file.toString())).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("    1  used     streams.a  [demo:]\n    2  refused  unknown key rtsp.what\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(file + ":2: unknown key rtsp.what; allowed: ");
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
