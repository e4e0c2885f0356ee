/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.driver.Source;
import io.sluice.driver.ffmpeg.command.FfmpegOptions;
import io.sluice.lib.process.ProgramException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ffmpeg is found, judged, and tried out. */
@Timeout(120)
class FfmpegTest {
    private static final String LIB59 = """
            echo 'ffmpeg version 5.1.9-0+deb12u1 Copyright (c)'
            echo 'libavformat     59. 27.100 / 59. 27.100'
            """;

    @TempDir
    Path directory;

    private Path bin;
    private Path calls;
    private final AtomicReference<List<String>> findings = new AtomicReference<>(List.of());
    private Ffmpeg ffmpeg;

    @BeforeEach
    void open() throws IOException, ProgramException {
        bin = Files.createDirectory(directory.resolve("bin"));
        calls = directory.resolve("calls");
        ffmpeg = new Ffmpeg(directory.resolve("programs"), bin.toString(), Map.of(), findings::set);
    }

    @AfterEach
    void close() {
        ffmpeg.close();
    }

    /** A program that notes each call, and answers as the script says. */
    private Path install(String name, String script) throws IOException {
        Path staged = directory.resolve("staged");
        Files.writeString(staged, "#!/bin/sh\necho \"$*\" >>" + calls + "\n" + script);
        assertThat(staged.toFile().setExecutable(true)).isTrue();
        Path target = bin.resolve(name);
        Files.move(staged, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return target;
    }

    private List<String> calls() throws IOException {
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    @Test
    void whatIsMissingIsSaidWithWhatToInstallAndFoundOnceItIsThere() throws Exception {
        assertThatThrownBy(ffmpeg::binary)
                .isInstanceOf(MissingException.class)
                .hasMessage("there is no program ffmpeg in " + bin
                        + "; install ffmpeg 5.0 or later (Debian: apt-get install ffmpeg), or set ffmpeg.bin");

        Path there = install("ffmpeg", LIB59);

        assertThat(ffmpeg.binary()).isEqualTo(new Binary(there, "5.1.9-0+deb12u1"));
    }

    @Test
    void isAskedOnceAndAgainWhenItIsAnotherOne() throws Exception {
        Path there = install("ffmpeg", LIB59);
        ffmpeg.binary();
        ffmpeg.binary();
        assertThat(calls()).containsExactly("-hide_banner -version");

        install("ffmpeg", LIB59.replace("5.1.9", "7.0.1"));
        Files.setLastModifiedTime(there, FileTime.fromMillis(1));

        assertThat(ffmpeg.binary().version()).startsWith("7.0.1");
        assertThat(calls()).hasSize(2);
    }

    @Test
    void oneThatIsTooOldIsRefusedUntilItIsReplaced() throws Exception {
        Path there = install("ffmpeg", LIB59.replace("5.1.9-0+deb12u1", "4.4.2").replace("59.", "58."));
        assertThatThrownBy(ffmpeg::binary)
                .isInstanceOf(MissingException.class)
                .hasMessage("ffmpeg at " + there + " is 4.4.2; install 5.0 or later");

        install("ffmpeg", LIB59);
        Files.setLastModifiedTime(there, FileTime.fromMillis(1));

        assertThat(ffmpeg.binary().path()).isEqualTo(there);
    }

    @Test
    void whatIsNoFfmpegIsNotTakenForOne() throws Exception {
        Path there = install("ffmpeg", "echo hello");

        assertThatThrownBy(ffmpeg::binary).hasMessage(there + " did not say its version; is it ffmpeg?");
    }

    @Test
    void theConfiguredOneIsTakenByPathOrByName() throws Exception {
        Path other = install("ffmpeg7", LIB59);
        ffmpeg.modified(Map.of("bin", other.toString()));
        assertThat(ffmpeg.binary().path()).isEqualTo(other);
        ffmpeg.modified(Map.of("bin", "ffmpeg7"));
        assertThat(ffmpeg.binary().path()).isEqualTo(other);

        ffmpeg.modified(Map.of("bin", "/nonexistent/ffmpeg"));
        assertThatThrownBy(ffmpeg::binary).hasMessageContaining("no program /nonexistent/ffmpeg, as ffmpeg.bin says");
        ffmpeg.modified(Map.of("bin", "../bin/ffmpeg7"));
        assertThatThrownBy(ffmpeg::binary).isInstanceOf(MissingException.class);
    }

    private List<String> argv(String source) throws Exception {
        FfmpegOptions options = FfmpegOptions.of(Source.of(source), ffmpeg.presets(), ffmpeg.timeout());
        return ffmpeg.command("test", options, "rtsp://own", "rtsp://out", 1).argv();
    }

    /** h264_v4l2m2m, h264_nvenc … whatever the machine's candidates are: the second one works. */
    @Test
    void hardwareIsTriedOnceAndTheFirstThatWorksIsTaken() throws Exception {
        install(
                "ffmpeg",
                LIB59 + "case \"$*\" in *h264_rkmpp*|*h264_vaapi*) exit 0;; *-version*) exit 0;; esac\n"
                        + "echo 'no such device' >&2; exit 1");

        List<String> first = argv("ffmpeg:yard#video=h264#hardware");
        List<String> second = argv("ffmpeg:yard#video=h264#hardware");

        assertThat(first).isEqualTo(second).containsAnyOf("h264_rkmpp", "h264_vaapi");
        assertThat(calls()).as("version, one that fails, one that works").hasSize(3);
        assertThat(findings.get()).hasSize(2).anyMatch(line -> line.endsWith(": works"));
    }

    @Test
    void withoutAnyHardwareTheProcessorEncodes() throws Exception {
        install("ffmpeg", LIB59 + "case \"$*\" in *-version*) exit 0;; esac\nexit 1");

        assertThat(argv("ffmpeg:yard#video=h264#hardware")).contains("libx264").doesNotContain("-hwaccel");
        assertThat(argv("ffmpeg:yard#video=h264#hardware")).contains("libx264");
        assertThat(calls()).hasSize(3);
    }

    @Test
    void hardwareThatIsDemandedIsNotTriedOut() throws Exception {
        install("ffmpeg", LIB59);

        assertThat(argv("ffmpeg:yard#video=h264#hardware=cuda")).contains("h264_nvenc");
        assertThat(calls()).hasSize(1);
    }

    @Test
    void nothingOfTheEnvironmentReachesIt() throws Exception {
        install("ffmpeg", LIB59);

        FfmpegOptions options = FfmpegOptions.of(Source.of("ffmpeg:yard"), ffmpeg.presets(), ffmpeg.timeout());
        assertThat(ffmpeg.command("test", options, "rtsp://own", "rtsp://out", 1)
                        .environment())
                .doesNotContainKeys("FFREPORT", "PATH", "HOME");
    }
}
