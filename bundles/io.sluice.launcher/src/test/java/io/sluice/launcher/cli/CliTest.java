/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.launcher.ExitCode;
import io.sluice.lib.auth.AdminSecret;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private static final String INSTALLED =
            "{\"symbolicName\":\"io.acme.cam\",\"version\":\"1.2.0\",\"state\":\"ACTIVE\",\"problem\":\"\"}";

    @TempDir
    Path home;

    private final FakeTerminal terminal = new FakeTerminal();
    private final Map<String, String> environment = new HashMap<>();
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.runsIn(home);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ExitCode run(String command, String... arguments) {
        List<String> all = Stream.concat(Stream.of("--home", home.toString()), Stream.of(arguments))
                .toList();
        return new Cli(terminal, environment, "1").run(command, all);
    }

    private Path jar() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "io.acme.cam;singleton:=true");
        Path file = home.resolve("cam.jar");
        try (OutputStream out = Files.newOutputStream(file)) {
            new JarOutputStream(out, manifest).close();
        }
        return file;
    }

    @Test
    void listsAsTheServerSays() {
        server.answer("GET /api/v1/bundles", 200, "BUNDLE  VERSION\nx       1\n");

        assertThat(run("list")).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed).containsExactly("BUNDLE  VERSION\nx       1");
        assertThat(server.requests.get(0)).contains("as text/plain");
    }

    @Test
    void installsTheBytesOfTheFile() throws IOException {
        server.answer("POST /api/v1/bundles", 201, INSTALLED);

        assertThat(run("install", jar().toString())).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed).containsExactly("installed io.acme.cam 1.2.0, ACTIVE");
        assertThat(server.requests.get(0)).endsWith("sends application/java-archive");
        assertThat(server.bodies.get(0).getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(Files.readAllBytes(jar()));
    }

    @Test
    void showsTheReasonOfARefusalOnOneLine() throws IOException {
        server.answer("POST /api/v1/bundles", 422, "{\"detail\":\"it lacks\\n io.acme.sdk \\u001b[31m\"}");

        assertThat(run("install", jar().toString())).isEqualTo(ExitCode.REFUSED);
        assertThat(terminal.warned).containsExactly("it lacks io.acme.sdk ?[31m");
        assertThat(terminal.printed).isEmpty();
    }

    @Test
    void anAnswerThatIsNoProblemIsNamedByItsStatus() throws IOException {
        server.answer("POST /api/v1/bundles", 502, "<html>");

        assertThat(run("install", jar().toString())).isEqualTo(ExitCode.REFUSED);
        assertThat(terminal.warned).containsExactly("the server answers with status 502");
    }

    @Test
    void updatesWithoutQuestionsWhatTouchesItselfOnly() throws IOException {
        server.answer("POST /api/v1/bundles/examine", 200, impact("io.acme.cam"))
                .answer("PUT /api/v1/bundles/io.acme.cam", 200, INSTALLED);

        assertThat(run("update", jar().toString())).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed).containsExactly("updated io.acme.cam 1.2.0, ACTIVE");
    }

    @Test
    void saysWhatElseAnUpdateTouchesAndWaitsForAWord() throws IOException {
        server.answer("POST /api/v1/bundles/examine", 200, impact("io.acme.cam", "io.sluice.core"))
                .answer("PUT /api/v1/bundles/io.acme.cam", 200, INSTALLED);

        assertThat(run("update", jar().toString())).isEqualTo(ExitCode.REFUSED);
        assertThat(terminal.printed).containsExactly("updating io.acme.cam touches io.sluice.core: streams restart");
        assertThat(server.requests).hasSize(1);

        terminal.interactive = true;
        terminal.answers.add("n");
        assertThat(run("update", jar().toString())).isEqualTo(ExitCode.REFUSED);
        assertThat(server.requests).hasSize(2);

        terminal.answers.add("y");
        assertThat(run("update", jar().toString())).isEqualTo(ExitCode.OK);
        terminal.interactive = false;
        assertThat(run("update", jar().toString(), "--yes")).isEqualTo(ExitCode.OK);
    }

    private static String impact(String... bundles) {
        return "{\"updates\":true,\"impact\":{\"bundles\":[\"" + String.join("\",\"", bundles)
                + "\"],\"text\":\"streams restart\"}}";
    }

    @Test
    void removesByName() {
        server.answer("GET /api/v1/bundles/io.acme.cam", 200, impact("io.acme.cam"))
                .answer("DELETE /api/v1/bundles/io.acme.cam", 204, "");

        assertThat(run("remove", "io.acme.cam")).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed).containsExactly("removed io.acme.cam");
    }

    @Test
    void aTokenOfTheEnvironmentWins() {
        environment.put("SLUICE_TOKEN", "wrong");

        assertThat(run("list")).isEqualTo(ExitCode.REFUSED);
        assertThat(terminal.warned).containsExactly("the server does not accept the token");
    }

    @Test
    void theTokenOfThisMachineIsForThisMachineOnly() {
        assertThat(run("list", "--url", "http://192.0.2.1:1984")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.warned).containsExactly("--url with another machine needs SLUICE_TOKEN");
    }

    @Test
    void saysThatNoServerRuns() throws IOException {
        Path empty = Files.createDirectory(home.resolve("empty"));
        assertThat(run("list", "--home", empty.toString())).isEqualTo(ExitCode.NOT_REACHED);
        assertThat(terminal.warned)
                .containsExactly("no server runs in " + empty + "; --home DIR or --url URL says which");

        Files.delete(home.resolve("run/http.address"));
        assertThat(run("list")).isEqualTo(ExitCode.NOT_REACHED);
        assertThat(terminal.warned.get(1)).contains("does not listen for HTTP");
    }

    @Test
    void saysThatTheServerIsGone() {
        server.close();

        assertThat(run("list")).isEqualTo(ExitCode.NOT_REACHED);
        assertThat(terminal.warned.get(0)).startsWith("nothing listens at http://127.0.0.1:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "install",
                "install a b",
                "install x --force",
                "list x",
                "list --home",
                "remove",
                "update --yes=1 x",
                "list --url ftp://x",
                "diag x",
                "passwd a b",
                "passwd --role king",
                "passwd a:b"
            })
    void refusesAWrongCommandLine(String line) {
        List<String> words = List.of(line.split(" "));
        Cli cli = new Cli(terminal, environment, "1");

        assertThat(cli.run(words.get(0), words.subList(1, words.size()))).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.warned).hasSize(1);
        assertThat(terminal.warned.get(0)).doesNotContain("\n");
    }

    @Test
    void aFileThatIsNotThereOrNoJarIsNamed() throws IOException {
        assertThat(run("install", "/nowhere/x.jar")).isEqualTo(ExitCode.NO_INPUT);
        Path text = Files.writeString(home.resolve("x.jar"), "no jar");
        assertThat(run("update", text.toString())).isEqualTo(ExitCode.NO_INPUT);
        assertThat(server.requests).isEmpty();
    }

    @Test
    void setsTheServersOwnPasswordWithoutAServer() throws IOException {
        terminal.answers.add("pass wörd");

        assertThat(run("passwd")).isEqualTo(ExitCode.OK);
        AdminSecret secret = AdminSecret.read(AdminSecret.file(home)).orElseThrow();
        assertThat(secret.hash().matches("pass wörd")).isTrue();
        assertThat(server.requests).isEmpty();
    }

    @Test
    void asksTwiceAndTakesNothingWhenTheTwoDiffer() throws IOException {
        terminal.interactive = true;
        terminal.answers.addAll(List.of("long-one", "long-two"));

        assertThat(run("passwd")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.asked).hasSize(2);
        assertThat(AdminSecret.file(home)).doesNotExist();
        terminal.answers.addAll(List.of("long-one", "long-one"));
        assertThat(run("passwd")).isEqualTo(ExitCode.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7-chars", "tab\tinside", "{pbkdf2}xxxx"})
    void refusesWhatIsNoPassword(String password) {
        terminal.answers.add(password);

        assertThat(run("passwd")).isEqualTo(ExitCode.USAGE);
        assertThat(AdminSecret.file(home)).doesNotExist();
    }

    @Test
    void aDiagnosisWorksWithoutAServerAndMasksTheLog() throws IOException {
        server.close();
        Files.createDirectories(home.resolve("logs"));
        Files.writeString(
                home.resolve("logs/sluice.log"), "opening rtsp://u:S3cr3t@192.0.2.7/1 password=S3cr3t and went on\n");
        Path out = home.resolve("out.zip");

        assertThat(run("diag", "--out", out.toString())).isEqualTo(ExitCode.OK);
        try (ZipFile zip = new ZipFile(out.toFile())) {
            String log = new String(
                    zip.getInputStream(zip.getEntry("logs/sluice.log")).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(log).isEqualTo("opening rtsp://***@192.0.2.7/1 password=*** and went on\n");
            assertThat(zip.getEntry("about.txt")).isNotNull();
        }
        assertThat(terminal.warned).anyMatch(line -> line.startsWith("without the server's own part"));
        assertThat(run("diag", "--out", out.toString())).as("never over a file").isEqualTo(ExitCode.HOME_NOT_USABLE);
    }
}
