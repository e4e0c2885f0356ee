/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** The commands beside {@code run}, with a server and without. */
class CliIT {
    private static final String NO_STREAMS = "streams: {}\n";
    private static final String DRIVER = "io.sluice.driver.sample";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();

    /** The status of a question that needs somebody who may watch. */
    private int status(ServerProcess server, String user, String password) throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.httpPort() + "/api/v1/streams"))
                .header("Authorization", "Basic " + basic)
                .timeout(Duration.ofSeconds(20))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static String home(ServerProcess server) {
        return server.home().toString();
    }

    @Test
    void installsListsUpdatesAndRemovesADriver() throws Exception {
        Path folder = Dist.workDirectory("driver");
        Path one = BundleCopy.version(BundleCopy.built(DRIVER), "1.0.0", folder.resolve("one.jar"));
        Path two = BundleCopy.version(BundleCopy.built(DRIVER), "2.0.0", folder.resolve("two.jar"));
        try (ServerProcess server = ServerProcess.start(NO_STREAMS)) {
            String home = home(server);
            assertThat(Command.run("list", "--home", home).out())
                    .contains("io.sluice.core")
                    .doesNotContain(DRIVER);

            assertThat(Command.run("install", one.toString(), "--home", home))
                    .isEqualTo(new Command(0, "installed " + DRIVER + " 1.0.0, ACTIVE\n", ""));
            assertThat(Command.run("list", "--home", home).out()).containsPattern(DRIVER + " +1.0.0 +ACTIVE");
            Command again = Command.run("install", two.toString(), "--home", home);
            assertThat(again.exitCode()).isEqualTo(1);
            assertThat(again.err()).startsWith("sluice: ").contains(DRIVER).hasLineCount(1);

            assertThat(Command.run("update", two.toString(), "--home", home))
                    .isEqualTo(new Command(0, "updated " + DRIVER + " 2.0.0, ACTIVE\n", ""));
            assertThat(Command.run("remove", DRIVER, "--home", home))
                    .isEqualTo(new Command(0, "removed " + DRIVER + "\n", ""));
            assertThat(Command.run("list", "--home", home).out()).doesNotContain(DRIVER);
        }
    }

    @Test
    void whatIsNoBundleIsRefusedOnOneLine() throws Exception {
        Path text = Files.writeString(Dist.workDirectory("text").resolve("x.jar"), "no jar at all");
        try (ServerProcess server = ServerProcess.start(NO_STREAMS)) {
            Command install = Command.run("install", text.toString(), "--home", home(server));
            assertThat(install.exitCode()).isEqualTo(1);
            assertThat(install.out()).isEmpty();
            assertThat(install.err()).startsWith("sluice: ").hasLineCount(1).doesNotContain("Exception", "\tat ");

            Command core = Command.run("remove", "io.sluice.core", "--yes", "--home", home(server));
            assertThat(core.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void anotherTokenThanTheServersIsRefused() throws Exception {
        try (ServerProcess server = ServerProcess.start(NO_STREAMS)) {
            Command list = Command.run("", Map.of("SLUICE_TOKEN", "wrong"), "list", "--home", home(server));
            assertThat(list).isEqualTo(new Command(1, "", "sluice: the server does not accept the token\n"));

            String token =
                    Files.readString(server.home().resolve("run/cli.token")).strip();
            String url = "http://127.0.0.1:" + server.httpPort();
            assertThat(Command.run("", Map.of("SLUICE_TOKEN", token), "list", "--home", "/nowhere", "--url", url)
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void withoutAServerTheCodeSaysSo() throws Exception {
        String home = ServerProcess.homeWith(NO_STREAMS).toString();

        assertThat(Command.run("list", "--home", home))
                .isEqualTo(new Command(
                        69, "", "sluice: no server runs in " + home + "; --home DIR or --url URL says which\n"));
        assertThat(Command.run("list", "--hmoe", home).exitCode()).isEqualTo(64);
        assertThat(Command.run("install", "/nowhere.jar", "--home", home).exitCode())
                .isEqualTo(66);
    }

    @Test
    void aPasswordThatIsSetOpensTheServerWhetherItRunsOrNot() throws Exception {
        Path home = ServerProcess.homeWith("# mine\n" + NO_STREAMS);
        try (ServerProcess server = ServerProcess.launch(home, Map.of("SLUICE_ADMIN_PASSWORD", "first-word"))) {
            server.awaitBanner();
            Await.until("the first password", SOON, () -> status(server, "admin", "first-word") == 200);

            Command own = Command.run("second-word\n", Map.of(), "passwd", "--home", home(server));
            assertThat(own).isEqualTo(new Command(0, "the password of admin is set\n", ""));
            Await.until("the second password", SOON, () -> status(server, "admin", "second-word") == 200);
            assertThat(status(server, "admin", "first-word")).isEqualTo(401);

            Command viewer = Command.run(
                    "viewer-word\n",
                    Map.of(),
                    "passwd",
                    "v",
                    "--role",
                    "viewer",
                    "--stream",
                    "hall",
                    "--home",
                    home(server));
            assertThat(viewer).isEqualTo(new Command(0, "the password of v is set\n", ""));
            Await.until("the viewer", SOON, () -> status(server, "v", "viewer-word") == 200);
            assertThat(status(server, "admin", "second-word")).isEqualTo(200);
            assertThat(server.terminate(STOP_LIMIT)).isZero();
        }
        String yaml = Files.readString(home.resolve("conf/sluice.yaml"));
        assertThat(yaml)
                .startsWith("# mine\n")
                .contains("{pbkdf2}", "hall", "viewer")
                .doesNotContain("viewer-word");

        Command offline = Command.run("offline-word\n", Map.of(), "passwd", "v", "--home", home.toString());
        assertThat(offline.exitCode()).as(offline.err()).isZero();
        assertThat(Command.run("third-word\n", Map.of(), "passwd", "admin", "--home", home.toString())
                        .exitCode())
                .isZero();
        assertThat(Files.readString(home.resolve("conf/sluice.yaml"))).startsWith("# mine\n");
        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            Await.until("the viewer's new password", SOON, () -> status(server, "v", "offline-word") == 200);
            assertThat(status(server, "admin", "third-word")).isEqualTo(200);
            assertThat(status(server, "v", "viewer-word")).isEqualTo(401);
            assertThat(server.log()).noneMatch(line -> line.contains("-word"));
        }
    }

    @Test
    void aDiagnosisHoldsWhatHelpsAndNoSecretWhetherTheServerRunsOrNot() throws Exception {
        Path home = ServerProcess.homeWith("""
                streams:
                  cam: rtsp://user:S3cr3t-cam@127.0.0.1:1/x
                auth:
                  users:
                    - { name: v, password: S3cr3t-plain }
                    - name: w
                      password: |
                        S3cr3t-block
                api: { username: boss, password: "S3cr3t-api" }
                """);
        Path out = Dist.workDirectory("diag");
        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            Command diag = Command.run(
                    "diag",
                    "--home",
                    home.toString(),
                    "--out",
                    out.resolve("on.zip").toString());
            assertThat(diag.exitCode()).as(diag.err()).isZero();
            assertThat(diag.out()).isEqualTo(out.resolve("on.zip") + "\n");
        }
        Map<String, String> on = read(out.resolve("on.zip"));
        assertThat(on)
                .containsKeys(
                        "about.txt",
                        "sluice.yaml",
                        "logs/sluice.log",
                        "server/diag.json",
                        "server/streams.json",
                        "server/bundles.json");
        assertThat(on.get("server/diag.json")).contains("sluice-lane");
        assertThat(on.get("server/streams.json")).contains("cam");

        assertThat(Command.run(
                                "diag",
                                "--home",
                                home.toString(),
                                "--out",
                                out.resolve("off.zip").toString())
                        .exitCode())
                .isZero();
        Map<String, String> off = read(out.resolve("off.zip"));
        assertThat(off).containsKeys("about.txt", "sluice.yaml", "logs/sluice.log");
        assertThat(off.get("about.txt")).contains("missing: without the server's own part");

        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("on.zip")));
        assertThat(mode).isEqualTo("rw-------");
    }

    /** What the zip holds; no part of it may be a secret. */
    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> parts = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(parts).allSatisfy((name, text) -> assertThat(text).doesNotContain("S3cr3t", "{pbkdf2}"));
        return parts;
    }
}
