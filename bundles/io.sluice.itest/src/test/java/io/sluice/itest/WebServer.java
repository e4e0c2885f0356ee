/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import io.sluice.testkit.Await;
import io.sluice.testkit.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server with users and with the servlets of {@code io.sluice.itest.web}, which know nothing of the gateway. */
final class WebServer implements AutoCloseable {
    static final String ADMIN = "boss:boss-secret";
    static final String VIEWER = "eye:eye-secret";
    static final String VIEWER_OF_ONE = "part:part-secret";
    static final String USERS = """
            auth:
              users:
                - { name: boss, password: boss-secret, role: admin }
                - { name: eye, password: eye-secret, role: viewer }
                - { name: part, password: part-secret, role: viewer, streams: [ hall ] }
            streams: {}
            """;

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Pattern SERVLETS = Pattern.compile("event=gateway.ready.*127\\.0\\.0\\.1:(\\d+)");

    private final ServerProcess server;
    private final int port;

    private WebServer(ServerProcess server, int port) {
        this.server = server;
        this.port = port;
    }

    static WebServer start(String yaml, String basePath) throws Exception {
        return start(yaml, basePath, "127.0.0.1");
    }

    /** @param host where it listens; asked through 127.0.0.1 all the same */
    static WebServer start(String yaml, String basePath, String host) throws Exception {
        Path home = ServerProcess.homeWith(yaml);
        fixture(home.resolve("deploy"));
        int port = Ports.free();
        WebServer started = new WebServer(ServerProcess.launch(home, "--set", "api.listen=" + host + ":" + port), port);
        started.server.awaitBanner();
        String plain = started.url(basePath + "/fixture/plain/");
        Await.until(
                "the fixture's servlet",
                LIMIT,
                () -> HttpAnswer.curl("-u", ADMIN, plain).status() == 200);
        return started;
    }

    static Path fixture(Path folder) throws Exception {
        return FixtureBundle.of("io.sluice.itest.web", "1.0.0")
                .packages("io.sluice.itest.web")
                .header("-contract", "!*")
                .build(folder);
    }

    ServerProcess process() {
        return server;
    }

    int port() {
        return port;
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Of Felix HTTP, which nobody is to reach directly. */
    int servletPort() throws IOException {
        int port = 0;
        for (String line : server.log()) {
            Matcher found = SERVLETS.matcher(line);
            port = found.find() ? Integer.parseInt(found.group(1)) : port;
        }
        return port;
    }

    @Override
    public void close() {
        server.close();
    }
}
