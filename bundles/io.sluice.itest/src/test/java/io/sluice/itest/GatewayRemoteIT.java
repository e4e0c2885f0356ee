/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static io.sluice.itest.HttpAnswer.curl;
import static io.sluice.itest.WebServer.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With a certificate, and asked from an address of this machine that is not loopback, as others would. */
class GatewayRemoteIT {
    private static String address;
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        List<String> addresses = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(found -> found instanceof Inet4Address && !found.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .toList();
        assumeThat(addresses).as("addresses beside loopback").isNotEmpty();
        address = addresses.get(0);
        server = WebServer.start(
                WebServer.USERS + "tls: { self_signed: true }\napi: { origins: [\"https://app.example\"] }\n",
                "",
                "0.0.0.0");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static String url(String scheme, String path) {
        return scheme + "://" + address + ":" + server.port() + path;
    }

    @Test
    void othersMustUseTheCertificate() throws Exception {
        HttpAnswer moved = curl("-u", ADMIN, url("http", "/fixture/echo/x?a=b"));
        assertThat(moved.status()).isEqualTo(308);
        assertThat(moved.header("Location")).isEqualTo(url("https", "/fixture/echo/x?a=b"));
        assertThat(moved.has("Strict-Transport-Security")).isFalse();
        assertThat(curl("-u", ADMIN, "-d", "a", url("http", "/fixture/echo/")).status())
                .isEqualTo(403);
        assertThat(curl("-u", ADMIN, server.url("/fixture/echo/")).status()).isEqualTo(200);
        assertThat(curl("-k", "-u", ADMIN, "-d", "a", url("https", "/fixture/echo/"))
                        .body())
                .contains("remote=" + address + " secure=true", "url=" + url("https", "/fixture/echo/"));
    }

    @Test
    void theCookieIsForTlsOnlyAndTheConsoleForThisMachine() throws Exception {
        HttpAnswer in = curl(
                "-k",
                "-H",
                "Origin: " + url("https", ""),
                "-d",
                "name=boss&password=boss-secret",
                url("https", "/login"));
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.header("Set-Cookie")).endsWith("; Secure");
        String cookie = in.header("Set-Cookie").replaceFirst(";.*", "");
        assertThat(curl("-k", "-b", cookie, url("https", "/fixture/plain/")).body())
                .isEqualTo("plain");
        HttpAnswer console = curl("-k", "-b", cookie, url("https", "/system/console/bundles"));
        assertThat(console.status()).isEqualTo(403);
        assertThat(console.body()).contains("console.remote");
    }

    @Test
    void anotherSchemeIsAnotherOrigin() throws Exception {
        assertThat(curl(
                                "-k",
                                "-u",
                                ADMIN,
                                "-H",
                                "Origin: " + url("http", ""),
                                "-d",
                                "a",
                                url("https", "/fixture/echo/"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aListedOriginMayReadAndNeverEverybody() throws Exception {
        String[] preflight = {
            "-k",
            "-X",
            "OPTIONS",
            "-H",
            "Origin: https://app.example",
            "-H",
            "Access-Control-Request-Method: PUT",
            url("https", "/fixture/echo/")
        };
        assertThat(curl(preflight).status()).isEqualTo(204);
        assertThat(curl(preflight).header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        HttpAnswer answer = curl(
                "-k",
                "-u",
                ADMIN,
                "-H",
                "Origin: https://app.example",
                "-H",
                "Sec-Fetch-Site: cross-site",
                "-d",
                "a",
                url("https", "/fixture/echo/"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().stream().filter(line -> line.startsWith("Access-Control-Allow-Origin")))
                .containsExactly("Access-Control-Allow-Origin: https://app.example");
        assertThat(answer.has("Access-Control-Allow-Credentials")).isFalse();
    }
}
