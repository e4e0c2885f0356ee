/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** The first password and the files that hold secrets, over starts and ends of the whole server (S-02, S-03, S-25). */
class UsersIT {
    private static final String NO_STREAMS = "streams: {}\n";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern PASSWORD = Pattern.compile("administrator admin, password (\\S+)  \\(shown this once");

    private static String password(ServerProcess server) throws IOException {
        Matcher shown = PASSWORD.matcher(server.out());
        assertThat(shown.find()).as(server.out()).isTrue();
        return shown.group(1);
    }

    private static Path secret(Path home) {
        return home.resolve("conf/admin.secret");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void theFirstPasswordIsShownOnceAndStoredHashed() throws Exception {
        Path home = ServerProcess.homeWith(NO_STREAMS);
        String password;
        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            password = password(server);
            assertThat(password).as("26 characters of 32: 130 bits").matches("[a-km-np-z2-9]{26}");
            Await.until("the secret to be stored", SOON, () -> Files.exists(secret(home)));
            assertThat(server.terminate(STOP_LIMIT)).isZero();
        }
        try (ServerProcess again = ServerProcess.launch(home)) {
            again.awaitBanner();
            assertThat(again.out()).doesNotContain("administrator", password);
        }

        assertThat(mode(secret(home))).isEqualTo("rw-------");
        assertThat(Files.readString(secret(home))).startsWith("password: {pbkdf2}210000$");
        assertNowhere(home, password);
    }

    @Test
    void twoServersHaveDifferentFirstPasswords() throws Exception {
        try (ServerProcess one = ServerProcess.start(NO_STREAMS);
                ServerProcess two = ServerProcess.start(NO_STREAMS)) {
            assertThat(password(one)).isNotEqualTo(password(two));
        }
    }

    @Test
    void theOperatorMayChooseTheFirstPasswordAndItIsNowhere() throws Exception {
        Path home = ServerProcess.homeWith(NO_STREAMS);
        try (ServerProcess server = ServerProcess.launch(home, Map.of("SLUICE_ADMIN_PASSWORD", "chosen-S3cr3t"))) {
            server.awaitBanner();
            assertThat(server.out())
                    .contains("password as in SLUICE_ADMIN_PASSWORD")
                    .doesNotContain("chosen-S3cr3t");
            Await.until("the secret to be stored", SOON, () -> Files.exists(secret(home)));
        }
        assertNowhere(home, "chosen-S3cr3t");
    }

    @Test
    void aStartThatIsRefusedLeavesNoPasswordThatNobodySaw() throws Exception {
        Path home = ServerProcess.homeWith(NO_STREAMS);
        try (ServerProcess server = ServerProcess.launch(home, "--set", "rtsp.listen=192.0.2.1:8554")) {
            assertThat(server.awaitExit(Duration.ofSeconds(30))).isEqualTo(69);
        }
        assertThat(secret(home)).doesNotExist();
        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            assertThat(password(server)).isNotEmpty();
        }
    }

    @Test
    void theTokenIsItsOwnersAndGoesWithTheServer() throws Exception {
        Path token;
        try (ServerProcess server = ServerProcess.start(NO_STREAMS)) {
            token = server.home().resolve("run/cli.token");
            assertThat(mode(token)).isEqualTo("rw-------");
            assertThat(Files.readString(token).strip()).as("256 bits").hasSize(43);
            assertThat(server.terminate(STOP_LIMIT)).isZero();
        }
        assertThat(token).doesNotExist();
    }

    @Test
    void warnsOnceOfWhatIsNotAsItShouldBe() throws Exception {
        Path home = ServerProcess.homeWith(NO_STREAMS
                + "auth: { users: [ { name: u, password: plain-S3cr3t }, { name: v, password: plain-S3cr3t } ] }\n");
        Files.setPosixFilePermissions(home.resolve("conf/sluice.yaml"), PosixFilePermissions.fromString("rw-r--r--"));
        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            assertThat(server.log())
                    .filteredOn(line -> line.contains("event=auth.plain"))
                    .hasSize(2)
                    .allMatch(line -> line.contains("./sluice passwd"));
            assertThat(server.log())
                    .filteredOn(line -> line.contains("event=auth.file_mode"))
                    .hasSize(1);
            assertThat(server.log()).noneMatch(line -> line.contains("event=auth.open") || line.contains("S3cr3t"));
        }
    }

    @Test
    void saysThatItListensBeyondTheMachineWithoutUsers() throws Exception {
        Path home = ServerProcess.homeWith(NO_STREAMS);
        try (ServerProcess server = ServerProcess.launch(home, "--set", "rtsp.listen=0.0.0.0:" + Ports.free())) {
            server.awaitBanner();
            assertThat(server.log())
                    .filteredOn(line -> line.contains("event=auth.open"))
                    .hasSize(1);
        }
    }

    /** S-05. A password that was right a moment ago is no shortcut either. */
    @Test
    void aHundredWrongPasswordsOverHttpTakeMoreThanTwentySecondsAndOtherAddressesDoNotWait() throws Exception {
        Path home = ServerProcess.homeWith(NO_STREAMS);
        try (ServerProcess server = ServerProcess.launch(home, Map.of("SLUICE_ADMIN_PASSWORD", "chosen-S3cr3t"))) {
            server.awaitBanner();
            assertThat(status(server, "127.0.0.1", "admin:chosen-S3cr3t")).isEqualTo("200");
            assertThat(status(server, "127.0.0.1", "admin:admin")).isEqualTo("401");
            long start = System.nanoTime();
            int tried = 0;
            while (System.nanoTime() - start < Duration.ofSeconds(20).toNanos()) {
                assertThat(status(server, "127.0.0.1", "admin:wrong" + tried++)).isEqualTo("401");
            }
            assertThat(tried).isLessThan(100);
            assertThat(status(server, "127.0.0.1", "admin:chosen-S3cr3t")).isEqualTo("401");
            assertThat(status(server, "127.0.0.2", "admin:chosen-S3cr3t")).isEqualTo("200");
            assertThat(server.log()).anyMatch(line -> line.contains("event=auth.locked"));
            assertThat(server.log()).noneMatch(line -> line.contains("wrong0") || line.contains("S3cr3t"));
        }
    }

    /** As curl sees it, from one of this machine's addresses. */
    private static String status(ServerProcess server, String from, String credentials) throws Exception {
        String url = "http://127.0.0.1:" + server.httpPort() + "/api/v1/users";
        return PeerProcess.run(
                Duration.ofSeconds(20),
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "--interface",
                from,
                "-u",
                credentials,
                url);
    }

    @Test
    void theDistributionHasNoDefaultPassword() throws Exception {
        try (Stream<Path> files = Files.walk(Dist.directory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] content = Files.readAllBytes(file);
                assertThat(hasDefault(content)).as(file.toString()).isFalse();
                if (file.getFileName().toString().startsWith("io.sluice.")) {
                    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
                        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                            assertThat(hasDefault(zip.readAllBytes()))
                                    .as(file + "!" + entry.getName())
                                    .isFalse();
                        }
                    }
                }
            }
        }
    }

    private static boolean hasDefault(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains("admin:admin");
    }

    private static void assertNowhere(Path home, String password) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(password);
            }
        }
    }
}
