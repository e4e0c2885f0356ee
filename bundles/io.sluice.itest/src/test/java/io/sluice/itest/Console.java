/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server whose web console somebody uses with a browser. */
final class Console implements AutoCloseable {
    private static final Pattern PASSWORD = Pattern.compile("administrator admin, password (\\S+)");

    private static final String BASE_PATH = "api.base_path=";

    final ServerProcess server;
    final Browser browser;
    final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private final String path;

    private Console(ServerProcess server, Browser browser, String path) {
        this.server = server;
        this.browser = browser;
        this.path = path;
    }

    /** @param pictures name of the folder below {@code target} that screenshots go to */
    static Console start(String pictures, String yaml, String... options) throws IOException {
        ServerProcess server = ServerProcess.start(yaml, options);
        try {
            String path = Stream.of(options)
                    .filter(option -> option.startsWith(BASE_PATH))
                    .map(option -> option.substring(BASE_PATH.length()))
                    .findFirst()
                    .orElse("");
            return new Console(server, Browser.start(pictures), path);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The sample driver's jar, which is not in the distribution. */
    static Path sampleDriver() throws IOException {
        try (Stream<Path> files = Files.list(Dist.tree().resolve("bundles/io.sluice.driver.sample/target"))) {
            return files.filter(file -> file.getFileName()
                            .toString()
                            .matches("io\\.sluice\\.driver\\.sample-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    String origin() {
        return "http://127.0.0.1:" + server.httpPort();
    }

    /** With the base path. */
    String base() {
        return origin() + path;
    }

    /** Of a page of the console. */
    String url(String page) {
        return base() + "/system/console/" + page;
    }

    void open(String page) {
        browser.open(url(page));
    }

    /** The one that was generated at the first start. */
    String password() throws IOException {
        Matcher found = PASSWORD.matcher(server.out());
        if (!found.find()) {
            throw new AssertionError("no password in the banner: " + server.out());
        }
        return found.group(1);
    }

    /** On the login page that one is led to. */
    void logIn() throws IOException {
        open("streams");
        browser.find("input[name=name]");
        browser.type("input[name=name]", "admin");
        browser.type("input[name=password]", password());
        browser.click("form button");
        browser.find("#streams, #sluice .none");
    }

    /** A request as the browser that is logged in would make it. */
    HttpResponse<String> ask(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Origin", origin())
                .header("Sec-Fetch-Site", "same-origin")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        browser.cookieHeader().forEach(request::header);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return ask("GET", path, "", "");
    }

    @Override
    public void close() {
        try (ServerProcess open = server) {
            browser.close();
        }
    }
}
