/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.version.Version;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who gets into the console, what a foreign page can do with the browser of somebody who is in, what it gives out. All
 * below a base path.
 */
class ConsoleSecurityIT {
    private static final String SECRET = "S3cr3t!x";
    private static final String SAMPLE = "io.sluice.driver.sample";

    private static Console console;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        console = Console.start("console-security", """
                streams:
                  hall: rtsp://user:S3cr3t!x@127.0.0.1:9/stream1?token=S3cr3t!x
                preload:
                  hall: video
                """, "--set", "api.base_path=/media/sluice");
        browser = console.browser;
        console.logIn();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static HttpResponse<String> anonymously(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(console.base() + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return console.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nobodyGetsInWithoutASession() throws Exception {
        for (String path :
                List.of("/system/console", "/system/console/", "/system/console/bundles", "/system/console/streams")) {
            assertThat(anonymously(path).statusCode()).as(path).isIn(303, 401, 403);
            assertThat(anonymously(path, "Authorization", basic("admin", "admin"))
                            .statusCode())
                    .as(path)
                    .isIn(303, 401, 403);
        }
        assertThat(anonymously("/system/console/streams", "Authorization", basic("admin", console.password()))
                        .statusCode())
                .isIn(401, 403);
        assertThat(anonymously("/api/v1/bundles", "Authorization", basic("admin", console.password()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(anonymously("/system/console/bundles", "Cookie", "sluice-session=x")
                        .statusCode())
                .isIn(303, 401, 403);
    }

    @Test
    void theConsoleAndItsPartsAreNotOlderThanTheirLastFixes() {
        Map<String, Version> least = new TreeMap<>(Map.of(
                "org.apache.felix.webconsole", Version.parseVersion("5.0.10"),
                "org.apache.felix.http.jetty12", Version.parseVersion("1.1.8"),
                "org.apache.felix.healthcheck.core", Version.parseVersion("2.3.0"),
                "org.apache.commons.commons-fileupload", Version.parseVersion("1.6.0")));
        Map<String, Version> shipped = new TreeMap<>();
        for (Path jar : Dist.bundles()) {
            Map<String, String> manifest = Dist.manifest(jar);
            String name = manifest.get("Bundle-SymbolicName").split(";")[0].trim();
            shipped.put(name, Version.parseVersion(manifest.get("Bundle-Version")));
        }

        assertThat(shipped.keySet()).containsAll(least.keySet());
        assertThat(least)
                .allSatisfy((name, version) ->
                        assertThat(shipped.get(name)).as(name).isGreaterThanOrEqualTo(version));
        // Both had holes; neither is needed.
        assertThat(shipped.keySet())
                .noneMatch(name ->
                        name.matches("org\\.apache\\.felix\\.(http|healthcheck)\\.webconsoleplugin|.*shell\\.remote"));
    }

    @Test
    void givesOutNoCredentialsOfSources() throws Exception {
        List<String> paths = List.of(
                "configMgr",
                "configMgr/io.sluice.stream~hall?post=true",
                "configMgr/(service.pid=io.sluice.stream~hall).json",
                "status-Configurations",
                "status-Configurations.txt",
                "status-Configurations.json",
                "status-slingthreads",
                "status-Threads.txt",
                "status-System%20Properties.txt",
                "status-FrameworkProperties.txt",
                "status-jstack",
                "services.json",
                "components.json",
                "bundles.json",
                "events.json",
                "events",
                "logs",
                "logs/data.json?minLevel=5");
        for (String path : paths) {
            assertThat(console.get("/system/console/" + path.replace(" ", "%20"))
                            .body())
                    .as(path)
                    .doesNotContain(SECRET)
                    .doesNotContain("S3cr3t");
        }
        assertThat(console.get("/system/console/status-Configurations.txt").body())
                .contains("io.sluice.stream");
        assertThat(console.get("/system/console/status-Configurations/configuration-status.zip")
                        .statusCode())
                .isEqualTo(404);
        assertThat(Files.readString(console.server.home().resolve("conf/sluice.yaml")))
                .contains(SECRET);
    }

    @Test
    void aMaskInAFormStandsForTheSecret() throws Exception {
        assertThat(saved("rtsp://user:***@127.0.0.1:9/another")).isEqualTo(400);
        assertThat(saved("rtsp://user:***@127.0.0.1:9/stream1?token=***")).isLessThan(400);
        assertThat(console.get("/api/v1/streams/hall").body()).contains("/stream1?token=***");
        assertThat(Files.readString(console.server.home().resolve("conf/sluice.yaml")))
                .contains("rtsp://user:S3cr3t!x@127.0.0.1:9/stream1?token=S3cr3t!x");
    }

    private static int saved(String source) throws Exception {
        String form = "apply=true&propertylist=name,sources,preload&name=hall&preload=video&sources="
                + URLEncoder.encode(source, StandardCharsets.UTF_8);
        return console.ask(
                        "POST",
                        "/system/console/configMgr/io.sluice.stream~hall",
                        "application/x-www-form-urlencoded",
                        form)
                .statusCode();
    }

    /** A page of another origin on the same host: for cookies that is the same site. */
    @Test
    void aForeignPageInstallsNothing() throws Exception {
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            byte[] jar = Files.readAllBytes(Console.sampleDriver());
            serve(foreign, "/x.jar", "application/java-archive", jar);
            serve(foreign, "/form", "text/html", form().getBytes(StandardCharsets.UTF_8));
            serve(foreign, "/fetch", "text/html", "<title>foreign</title>".getBytes(StandardCharsets.UTF_8));
            foreign.start();
            String evil = "http://127.0.0.1:" + foreign.getAddress().getPort();

            browser.open(evil + "/fetch");
            for (String target : List.of("/system/console/bundles", "/system/console/install", "/api/v1/bundles")) {
                assertThat(String.valueOf(browser.runLater(fetch(console.base() + target, target.startsWith("/api")))))
                        .as(target)
                        .matches("opaque|blocked");
            }
            browser.open(evil + "/form");
            browser.until("the answer", () -> browser.url().startsWith(console.origin()));

            console.open("installer");
            browser.find("#bundles tr", "io.sluice.core");
            assertThat(browser.has("#bundles tr", SAMPLE)).isFalse();
            assertThat(console.get("/api/v1/bundles/" + SAMPLE).statusCode()).isEqualTo(404);
            try (var files = Files.list(console.server.home().resolve("deploy"))) {
                assertThat(files).noneMatch(file -> file.toString().endsWith(".jar"));
            }
        } finally {
            foreign.stop(0);
        }
    }

    private static void serve(HttpServer server, String path, String type, byte[] body) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    /** What the console's own dialog sends, from a page that the user happens to visit. */
    private static String form() {
        return """
                <title>foreign</title>
                <form method="post" enctype="multipart/form-data" action="%s/system/console/bundles">
                  <input name="action" value="install"><input name="bundlestart" value="start">
                  <input type="file" name="bundlefile">
                </form>
                <script>
                  fetch("/x.jar").then((answer) => answer.blob()).then((jar) => {
                    const files = new DataTransfer();
                    files.items.add(new File([jar], "x.jar"));
                    document.querySelector("[type=file]").files = files.files;
                    document.forms[0].submit();
                  });
                </script>
                """.formatted(console.base());
    }

    private static String fetch(String target, boolean plain) {
        return """
                const done = arguments[arguments.length - 1];
                fetch("/x.jar").then((answer) => answer.blob()).then((jar) => {
                  let body = jar;
                  if (!%s) {
                    body = new FormData();
                    body.append("action", "install");
                    body.append("bundlestart", "start");
                    body.append("bundlefile", jar, "x.jar");
                  }
                  return fetch("%s", { method: "POST", mode: "no-cors", credentials: "include", body });
                }).then((answer) => done(answer.type), () => done("blocked"));
                """.formatted(plain, target);
    }
}
