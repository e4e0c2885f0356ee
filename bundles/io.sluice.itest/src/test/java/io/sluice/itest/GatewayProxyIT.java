/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static io.sluice.itest.HttpAnswer.curl;
import static io.sluice.itest.WebServer.ADMIN;
import static io.sluice.itest.WebServer.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import io.sluice.testkit.Ports;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Everything below {@code /x}, behind an nginx that is trusted. */
class GatewayProxyIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String HOST = "Host: cam.example";

    private static WebServer server;
    private static PeerProcess nginx;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start(
                WebServer.USERS + "api: { base_path: /x, hosts: [cam.example], trusted_proxies: [127.0.0.1] }\n", "/x");
        port = Ports.free();
        Path folder = Dist.workDirectory("nginx");
        Path conf = Files.writeString(folder.resolve("nginx.conf"), configuration(folder));
        nginx = PeerProcess.start(
                "/usr/sbin/nginx", "-p", folder.toString(), "-c", conf.toString(), "-g", "daemon off;");
        Await.until("nginx", LIMIT, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            }
        });
    }

    private static String configuration(Path folder) {
        return """
                pid FOLDER/nginx.pid;
                error_log FOLDER/error.log;
                events { worker_connections 256; }
                http {
                  access_log off;
                  client_body_temp_path FOLDER/body;
                  proxy_temp_path FOLDER/proxy;
                  fastcgi_temp_path FOLDER/fastcgi;
                  uwsgi_temp_path FOLDER/uwsgi;
                  scgi_temp_path FOLDER/scgi;
                  client_max_body_size 64m;
                  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                  server {
                    listen 127.0.0.1:PORT;
                    location /x/ {
                      proxy_pass http://127.0.0.1:TARGET;
                      proxy_http_version 1.1;
                      proxy_buffering off;
                      proxy_set_header Host $host;
                      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                      proxy_set_header X-Forwarded-Proto https;
                      proxy_set_header Upgrade $http_upgrade;
                      proxy_set_header Connection $connection_upgrade;
                    }
                  }
                }
                """.replace("FOLDER", folder.toString())
                .replace("PORT", Integer.toString(port))
                .replace("TARGET", Integer.toString(server.port()));
    }

    @AfterAll
    static void stop() throws Exception {
        nginx.terminate(); // its workers go with it
        nginx.awaitExit(LIMIT);
        nginx.close();
        server.close();
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    @Test
    void aServletSeesTheClientAsItIs() throws Exception {
        assertThat(curl("-u", ADMIN, "-H", HOST, "-H", "X-Forwarded-For: 203.0.113.9", url("/x/fixture/echo/y?a=b"))
                        .body())
                .contains("uri=/x/fixture/echo/y info=/y", "url=https://cam.example/x/fixture/echo/y", "query=a=b")
                .contains("remote=203.0.113.9 secure=true")
                .doesNotContainIgnoringCase("header x-forwarded");
    }

    @Test
    void loggingInWorksBelowThePathAndTheCookieIsSecure() throws Exception {
        HttpAnswer page = curl("-H", HOST, "-H", "Accept: text/html", url("/x/system/console/bundles"));
        assertThat(page.header("Location")).isEqualTo("/x/login?next=%2Fx%2Fsystem%2Fconsole%2Fbundles");
        assertThat(curl("-H", HOST, url("/x/login")).body()).contains("action=\"/x/login\"", "/x/login/gateway.css");
        assertThat(curl("-H", HOST, url("/x/login/gateway.css")).status()).isEqualTo(200);
        HttpAnswer in = curl(
                "-H",
                HOST,
                "-H",
                "Origin: https://cam.example",
                "-d",
                "name=boss&password=boss-secret&next=/x/api",
                url("/x/login"));
        assertThat(in.header("Location")).isEqualTo("/x/api");
        assertThat(in.header("Set-Cookie")).contains("; Path=/x; HttpOnly; SameSite=Strict; Secure");
        String cookie = in.header("Set-Cookie").replaceFirst(";.*", "");
        assertThat(curl("-H", HOST, "-b", cookie, url("/x/system/console/bundles"))
                        .status())
                .isEqualTo(200);
        assertThat(curl(
                                "-H",
                                HOST,
                                "-b",
                                cookie,
                                "-H",
                                "X-Forwarded-For: 203.0.113.9",
                                url("/x/system/console/bundles"))
                        .body())
                .contains("console.remote");
        assertThat(curl("-H", HOST, "-b", cookie, url("/x/system/console/")).header("Location"))
                .endsWith("/x/system/console/bundles");
    }

    @Test
    void theApiIsBelowThePathToo() throws Exception {
        assertThat(curl("-u", VIEWER, "-H", HOST, url("/x/api/streams")).status())
                .isEqualTo(200);
        assertThat(curl("-u", VIEWER, server.url("/api/streams")).status()).isEqualTo(404);
        assertThat(curl("-u", VIEWER, server.url("/x")).header("Location")).isEqualTo("/x/");
    }

    @Test
    void aForeignPageIsForeignBehindTheProxyToo() throws Exception {
        String echo = url("/x/fixture/echo/");
        assertThat(curl("-u", ADMIN, "-H", HOST, "-H", "Origin: https://cam.example", "-d", "a", echo)
                        .status())
                .isEqualTo(200);
        for (String origin : new String[] {"http://cam.example", "https://evil.example", "https://cam.example:444"}) {
            assertThat(curl("-u", ADMIN, "-H", HOST, "-H", "Origin: " + origin, "-d", "a", echo)
                            .status())
                    .as(origin)
                    .isEqualTo(403);
        }
        assertThat(curl("-u", ADMIN, "-H", "Host: evil.example", echo).status()).isEqualTo(421);
    }

    @Test
    void upgradesAndEventsPass() throws Exception {
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET /x/fixture/upgrade HTTP/1.1\r\nHost: cam.example\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Origin: https://cam.example\r\n" + GatewayIT.basic(VIEWER) + "\r\n");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
            client.send("through both");
            client.readUntil("through both");
        }
        try (RawHttp listener = new RawHttp(port)) {
            listener.send("GET /x/fixture/events HTTP/1.1\r\nHost: cam.example\r\n" + GatewayIT.basic(VIEWER) + "\r\n");
            listener.readUntil("data: hello\n\n\r\n");
        }
    }
}
