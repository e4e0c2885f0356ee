/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A newer release started with the home of an older one, and the older one again: docs/operations.md, Upgrading. */
class UpgradeIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NEWER = "0.1.1";
    private static final String PASSWORD = "correct horse battery staple";

    @Test
    void homeBundlesAndUsersSurviveTheNewReleaseAndTheWayBack() throws Exception {
        Path newer = newerRelease();
        Path home = ServerProcess.homeWith("""
                # this comment stays
                streams:
                  pattern: "sample:"
                  demo: "demo:"
                auth:
                  users:
                    - { name: boss, password: "%s", role: admin }
                """.formatted(PASSWORD));
        String shipped;
        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            shipped = version(server, "io.sluice.shell");
            assertThat(shipped).startsWith("0.1.0");
            install(server);
            assertAllIsThere(server);
            assertThat(server.terminate(LIMIT)).isZero();
        }
        try (ServerProcess server = ServerProcess.of(newer, home)) {
            server.awaitBanner();
            assertThat(version(server, "io.sluice.shell")).isEqualTo(NEWER);
            assertAllIsThere(server);
            assertThat(server.terminate(LIMIT)).isZero();
        }
        try (ServerProcess server = ServerProcess.launch(home)) {
            server.awaitBanner();
            assertThat(version(server, "io.sluice.shell")).isEqualTo(shipped);
            assertAllIsThere(server);
            assertThat(server.log()).noneMatch(line -> line.contains(" ERROR "));
        }
        assertThat(Files.readString(home.resolve("conf/sluice.yaml"))).startsWith("# this comment stays\n");
    }

    /** The distribution with another version of the shell under another file name. */
    private static Path newerRelease() throws IOException, InterruptedException {
        Path newer = Dist.workDirectory("release").resolve("sluice-" + NEWER);
        Process copy = new ProcessBuilder("cp", "-a", Dist.directory().toString(), newer.toString()).start();
        assertThat(copy.waitFor()).isZero();
        Files.writeString(newer.resolve("VERSION"), NEWER + "\n");
        Path shell;
        try (Stream<Path> files = Files.walk(newer.resolve("system"))) {
            shell = files.filter(file -> file.getFileName().toString().startsWith("io.sluice.shell-"))
                    .findFirst()
                    .orElseThrow();
        }
        rename(shell, shell.resolveSibling("io.sluice.shell-" + NEWER + ".jar"));
        Files.delete(shell);
        return newer;
    }

    private static void rename(Path jar, Path target) throws IOException {
        try (JarFile old = new JarFile(jar.toFile());
                OutputStream file = Files.newOutputStream(target)) {
            Manifest manifest = new Manifest(old.getManifest());
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), NEWER);
            try (JarOutputStream copy = new JarOutputStream(file, manifest)) {
                for (JarEntry entry : old.stream().toList()) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        copy.putNextEntry(new JarEntry(entry.getName()));
                        try (InputStream content = old.getInputStream(entry)) {
                            content.transferTo(copy);
                        }
                    }
                }
            }
        }
    }

    private static void install(ServerProcess server) throws Exception {
        HttpResponse<String> answer = send(request(server, "/api/v1/bundles")
                .header("Content-Type", "application/java-archive")
                .POST(HttpRequest.BodyPublishers.ofFile(Dist.sampleDriver()))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** The driver that was installed serves, and the user that was made may look. */
    private static void assertAllIsThere(ServerProcess server) throws Exception {
        Await.until("the installed driver", LIMIT, () -> {
            HttpResponse<String> answer =
                    send(request(server, "/api/v1/drivers").build());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body().contains("\"sample\"");
        });
        HttpResponse<String> configuration = send(request(server, "/api/config").build());
        assertThat(configuration.body()).contains("this comment stays").doesNotContain(PASSWORD);
    }

    private static String version(ServerProcess server, String bundle) throws Exception {
        HttpResponse<String> answer =
                send(request(server, "/api/v1/bundles/" + bundle).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().replaceAll("(?s).*\"version\"\\s*:\\s*\"([^\"]*)\".*", "$1");
    }

    private static HttpRequest.Builder request(ServerProcess server, String path) {
        String basic = Base64.getEncoder()
                .encodeToString(("boss:" + PASSWORD).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
                .timeout(LIMIT)
                .header("Accept", "application/json")
                .header("Authorization", "Basic " + basic);
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
