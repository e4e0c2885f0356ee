/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sluice.testkit.Await;
import io.sluice.testkit.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is released, made by the same script as a release and used as a user would. */
class ReleaseIT {
    private static final Duration PACK_LIMIT = Duration.ofMinutes(3);
    private static final Duration START_LIMIT = Duration.ofSeconds(40);
    private static final long MIB = 1024 * 1024;
    private static final String NOBODY = "65534";

    private static Path release;
    private static Path unpacked;

    @BeforeAll
    static void makeTheArchives() throws Exception {
        release = Dist.workDirectory("release");
        run(
                PACK_LIMIT,
                release.getParent(),
                "sh",
                Dist.tree().resolve("distribution/src/release/archives.sh").toString(),
                Dist.directory().toString(),
                System.getProperty("java.home"),
                release.toString());
        // Below /tmp: another user has to reach it, and the source tree may be closed to others.
        unpacked = Files.createTempDirectory("sluice-release-");
        run(PACK_LIMIT, unpacked, "tar", "xzf", archive("-linux-").toString());
        run(PACK_LIMIT, unpacked, "chmod", "-R", "a+rX", unpacked.toString());
    }

    private static Path archive(String part) throws IOException {
        try (Stream<Path> files = Files.list(release)) {
            return files.filter(file -> file.getFileName().toString().contains(part)
                            && file.getFileName().toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no archive " + part + " in " + release));
        }
    }

    private static String run(Duration limit, Path directory, String... command) throws Exception {
        Path out = Files.createTempFile(Dist.workDirectory("output"), "out", "");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(limit.toSeconds(), TimeUnit.SECONDS))
                .as(List.of(command).toString())
                .isTrue();
        String said = Files.readString(out);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void theChecksumsAreRight() throws Exception {
        assertThat(run(START_LIMIT, release, "sha256sum", "-c", "SHA256SUMS"))
                .contains("sluice-")
                .doesNotContain("FAILED");
    }

    @Test
    void theRuntimeIsSmall() throws IOException {
        Path runtime = onlyChild().resolve("runtime");
        try (Stream<Path> files = Files.walk(runtime)) {
            assertThat(files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThanOrEqualTo(90 * MIB);
        }
    }

    private static Path onlyChild() throws IOException {
        try (Stream<Path> files = Files.list(unpacked)) {
            return files.findFirst().orElseThrow();
        }
    }

    /** No Java on the machine, nobody's rights, nothing writable but the home. */
    @Test
    void theArchiveWithARuntimeRunsForAUserWithoutRights() throws Exception {
        assumeThat(run(START_LIMIT, unpacked, "id", "-u").strip())
                .as("only root can become somebody else")
                .isEqualTo("0");
        Path home = Files.createTempDirectory("sluice-home-");
        run(START_LIMIT, unpacked, "chown", NOBODY, home.toString());
        int port = Ports.free();
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY));
        command.addAll(List.of(
                "--clear-groups",
                "--no-new-privs",
                onlyChild().resolve("sluice").toString(),
                "run"));
        command.addAll(List.of("--home", home.toString(), "--set", "rtsp.listen=127.0.0.1:" + port));
        command.addAll(List.of("--set", "api.listen=127.0.0.1:" + Ports.free()));
        Path out = Files.createTempFile(Dist.workDirectory("output"), "out", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        Process server = builder.start();
        try {
            Await.until("the banner", START_LIMIT, () -> {
                assertThat(server.isAlive()).as(Files.readString(out)).isTrue();
                return Files.readString(out).contains("Ready; ");
            });
            assertThat(Path.of("/proc/" + server.pid() + "/exe").toRealPath())
                    .isEqualTo(onlyChild().resolve("runtime/bin/java").toRealPath());
            assertThat(Files.readString(Path.of("/proc/" + server.pid() + "/status")))
                    .containsPattern("Uid:\\s+" + NOBODY)
                    .containsPattern("NoNewPrivs:\\s+1");
            assertThat(Files.readString(home.resolve("logs/sluice.log"))).doesNotContain(" ERROR ");
            String demo = "rtsp://127.0.0.1:" + port + "/demo";
            assertThat(run(
                            START_LIMIT,
                            unpacked,
                            "ffprobe",
                            "-v",
                            "error",
                            "-rtsp_transport",
                            "tcp",
                            "-show_streams",
                            demo))
                    .contains("codec_name=h264", "codec_name=aac");
            server.destroy();
            assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isZero();
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void theUnitIsRightAndClosed() throws Exception {
        Path unit = Dist.directory().resolve("service/sluice.service");
        Path copy = Dist.workDirectory("unit").resolve("sluice.service");
        Files.writeString(
                copy,
                Files.readString(unit)
                        .replace(
                                "/opt/sluice/sluice",
                                onlyChild().resolve("sluice").toString()));
        assumeThat(Path.of("/usr/bin/systemd-analyze")).exists();
        assertThat(run(START_LIMIT, unpacked, "systemd-analyze", "verify", "--man=no", copy.toString()))
                .doesNotContain("sluice.service");
        String exposure = run(
                START_LIMIT,
                unpacked,
                "systemd-analyze",
                "security",
                "--offline=true",
                "--threshold=25",
                copy.toString());
        assertThat(exposure).contains("NoNewPrivileges=");
    }
}
