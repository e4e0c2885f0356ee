/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static io.sluice.itest.HttpAnswer.curl;
import static io.sluice.itest.WebServer.ADMIN;
import static io.sluice.itest.WebServer.VIEWER;
import static io.sluice.itest.WebServer.VIEWER_OF_ONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets through to the servlets of other bundles; S-04 to S-15, S-28 and S-45 of the security checklist. */
class GatewayIT {
    private static final String PLAIN = "/fixture/plain/x";
    private static final String ECHO = "/fixture/echo/x";

    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start(WebServer.USERS, "");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String url(String path) {
        return server.url(path);
    }

    private static String own() {
        return "Origin: http://127.0.0.1:" + server.port();
    }

    private static String cookie(String user) throws Exception {
        String name = user.substring(0, user.indexOf(':'));
        String password = user.substring(user.indexOf(':') + 1);
        HttpAnswer answer =
                curl("--data-urlencode", "name=" + name, "--data-urlencode", "password=" + password, url("/login"));
        assertThat(answer.status()).isEqualTo(303);
        String set = answer.header("Set-Cookie");
        assertThat(set).contains("; Path=/", "; HttpOnly", "; SameSite=Strict").doesNotContain("Secure");
        return set.substring(0, set.indexOf(';'));
    }

    @Test
    void loopbackIsNobodyOnceUsersAreConfigured() throws Exception {
        for (String path : new String[] {"/api/streams", ECHO, PLAIN, "/no/such/path", "/"}) {
            HttpAnswer answer = curl(url(path));
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Basic realm=\"Sluice\"");
            assertThat(answer.body()).hasSizeLessThan(200);
            assertThat(answer.has("Server")).isFalse();
        }
    }

    @Test
    void aServletOfAnyBundleIsForAdministratorsWithoutDoingAnything() throws Exception {
        assertThat(curl(url(PLAIN)).status()).isEqualTo(401);
        assertThat(curl("-u", VIEWER, url(PLAIN)).status()).isEqualTo(403);
        assertThat(curl("-u", VIEWER, url(PLAIN)).body()).contains("role admin").hasSizeLessThan(200);
        assertThat(curl("-u", "boss:wrong", url(PLAIN)).status()).isEqualTo(401);
        assertThat(curl("-u", ADMIN, url(PLAIN)).body()).isEqualTo("plain");
    }

    @Test
    void aServletMaySayWhoGetsThrough() throws Exception {
        assertThat(curl("-u", VIEWER_OF_ONE, url(ECHO)).body()).contains("identity=part VIEWER PASSWORD");
        assertThat(curl("-u", VIEWER, url("/fixture/much?bytes=3&length=")).body())
                .hasSize(3);
        assertThat(curl("-u", VIEWER_OF_ONE, url("/fixture/much?bytes=3")).status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fixture//plain/x",
                "//fixture/plain/x",
                "/fixture/echo/../plain/x",
                "/fixture/echo/%2e%2e/plain/x",
                "/fixture/./plain/x",
                "/fixture/plain;x/y",
                "/fixture;v=1/plain/y",
                "/fixture/echo/%2f..%2fplain/x",
                "/fixture/echo/%5c../plain/x",
                "/fixture/echo/\\..\\plain",
                "/fixture/echo/%00",
                "/fixture/echo/%252e%252e/plain",
                "/fixture/echo/%0d%0aX:y",
                "/fixture/echo/%c0%ae%c0%ae/plain",
                "/system/console;x/bundles",
                "/system//console/bundles",
            })
    void aPathThatCouldBeReadInTwoWaysIsRefused(String path) throws Exception {
        assertThat(curl("-u", ADMIN, url(path)).status()).isEqualTo(400);
    }

    @Test
    void namesInPathsMayHaveSpacesAndLetters() throws Exception {
        assertThat(curl("-u", ADMIN, url("/fixture/echo/H%C3%A4ll%20x~.y?src=a%2Fb"))
                        .body())
                .contains("info=/H\u00e4ll x~.y", "uri=/fixture/echo/H%C3%A4ll%20x~.y", "query=src=a%2Fb");
    }

    @ParameterizedTest
    @CsvSource({
        "Origin: http://evil.example, application/json",
        "Origin: http://evil.example, text/plain",
        "Origin: http://evil.example, multipart/form-data; boundary=x",
        "Origin: http://evil.example, application/x-www-form-urlencoded",
        "Origin: null, text/plain",
        "Origin: http://127.0.0.1:1, text/plain",
        "Sec-Fetch-Site: cross-site, text/plain",
        "Sec-Fetch-Site: same-site, text/plain",
    })
    void aForeignPageChangesNothing(String header, String type) throws Exception {
        for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH"}) {
            HttpAnswer answer =
                    curl("-u", ADMIN, "-X", method, "-H", header, "-H", "Content-Type: " + type, "-d", "x", url(ECHO));
            assertThat(answer.status()).as(method).isEqualTo(403);
            assertThat(answer.has("Access-Control-Allow-Origin")).isFalse();
        }
    }

    @Test
    void aPageOfOursAndAProgramMayChange() throws Exception {
        assertThat(curl("-u", ADMIN, "-d", "abc", url(ECHO)).body()).contains("method=POST", "body=3");
        assertThat(curl("-u", ADMIN, "-d", "abc", "-H", own(), url(ECHO)).status())
                .isEqualTo(200);
        assertThat(curl("-u", ADMIN, "-d", "abc", "-H", "Sec-Fetch-Site: same-origin", url(ECHO))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theConsoleTakesASessionOnly() throws Exception {
        HttpAnswer basic = curl("-u", ADMIN, url("/system/console/bundles"));
        assertThat(basic.status()).isEqualTo(401);
        assertThat(basic.has("WWW-Authenticate")).isFalse();

        String admin = cookie(ADMIN);
        HttpAnswer page = curl("-b", admin, url("/system/console/bundles"));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'self'", "frame-ancestors 'self'");
        assertThat(curl("-b", cookie(VIEWER), url("/system/console/bundles")).status())
                .isEqualTo(403);
        assertThat(curl("-H", "Accept: text/html", url("/system/console/bundles?a=b"))
                        .header("Location"))
                .isEqualTo("/login?next=%2Fsystem%2Fconsole%2Fbundles%3Fa%3Db");
    }

    @Test
    void aForeignPageInstallsNothingThroughTheConsole() throws Exception {
        String admin = cookie(ADMIN);
        String[] install = {
            "-b", admin, "-F", "action=install", "-F", "bundlefile=@/etc/hostname", url("/system/console/bundles")
        };
        for (String header :
                new String[] {"Origin: http://evil.example", "Sec-Fetch-Site: cross-site", "X-Any: thing"}) {
            String[] all = new String[install.length + 2];
            all[0] = "-H";
            all[1] = header;
            System.arraycopy(install, 0, all, 2, install.length);
            assertThat(curl(all).status()).as(header).isEqualTo(403);
        }
    }

    @Test
    void aSessionEndsWithTheLogOutAndNotByLookingAtThePage() throws Exception {
        String session = cookie(VIEWER);
        assertThat(curl("-b", session, url(ECHO)).body())
                .contains("identity=eye")
                .doesNotContain("sluice-session");
        assertThat(curl("-b", session, url("/logout")).status()).isEqualTo(200);
        assertThat(curl("-b", session, url(ECHO)).status()).isEqualTo(200);
        assertThat(curl("-b", session, "-d", "", url("/logout")).status()).isEqualTo(403);
        assertThat(curl("-b", session, "-d", "", "-H", own(), url("/logout")).header("Set-Cookie"))
                .contains("Max-Age=0");
        assertThat(curl("-b", session, url(ECHO)).status()).isEqualTo(401);
    }

    @Test
    void aNewLogInHasANewSessionAndTheOldOneIsOver() throws Exception {
        String first = cookie(VIEWER);
        HttpAnswer again = curl(
                "-b",
                first,
                "-H",
                own(),
                "-H",
                "Content-Type: application/json",
                "-d",
                "{\"name\":\"eye\",\"password\":\"eye-secret\",\"next\":\"/api/streams\"}",
                url("/login"));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo("{\"next\":\"/api/streams\"}");
        assertThat(again.header("Set-Cookie")).doesNotContain(first);
        assertThat(curl("-b", first, url(ECHO)).status()).isEqualTo(401);
    }

    @Test
    void theLogInPageSaysWhatIsWrongAndLeadsNowhereElse() throws Exception {
        HttpAnswer wrong = curl("-d", "name=nobody&password=<b>&next=%2Fx", url("/login"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.body())
                .contains("Wrong name or password", "value=\"/x\"")
                .doesNotContain("<b>");
        HttpAnswer away = curl("-d", "name=eye&password=eye-secret&next=//evil.example/", url("/login"));
        assertThat(away.header("Location")).isEqualTo("/");
        HttpAnswer script = curl(url("/login?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"));
        assertThat(script.status()).isEqualTo(200);
        assertThat(script.body()).doesNotContain("alert(1)");
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example, 421",
        "evil.example:1984, 421",
        "192.0.2.1, 421",
        "localhost, 200",
        "a.localhost:1, 200",
        "[::1], 200",
        "127.0.0.1, 200"
    })
    void onlyRequestsForThisMachineAreAnswered(String host, int status) throws Exception {
        assertThat(curl("-u", ADMIN, "-H", "Host: " + host, url(ECHO)).status()).isEqualTo(status);
    }

    @Test
    void noOriginMayReadAnAnswerUnlessItIsListed() throws Exception {
        HttpAnswer preflight = curl(
                "-X",
                "OPTIONS",
                "-H",
                "Origin: http://evil.example",
                "-H",
                "Access-Control-Request-Method: PUT",
                url(ECHO));
        assertThat(preflight.has("Access-Control-Allow-Origin")).isFalse();
        HttpAnswer get = curl("-u", ADMIN, "-H", "Origin: http://evil.example", url(ECHO));
        assertThat(get.has("Access-Control-Allow-Origin")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login/login.js", "/", "/fixture/echo/x", "/no/such", "/fixture/fail"})
    void everyAnswerHasTheSecurityHeaders(String path) throws Exception {
        HttpAnswer answer = curl("-u", ADMIN, url(path));
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'self'", "frame-ancestors 'self'", "object-src 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
    }

    @Test
    void aServletSeesWhoAsksAndNothingThatAClientSaysInOurPlace() throws Exception {
        String body = curl(
                        "-u",
                        ADMIN,
                        "-H",
                        "Sluice-Pass: 1.x",
                        "-H",
                        "X-Forwarded-For: 203.0.113.9",
                        "-H",
                        "Forwarded: for=203.0.113.9",
                        "-H",
                        "X-Real-IP: 203.0.113.9",
                        "-H",
                        "Connection: close, X-Hop",
                        "-H",
                        "X-Hop: 1",
                        "-H",
                        "X-Kept: yes",
                        "-b",
                        "other=1",
                        url(ECHO))
                .body();
        assertThat(body)
                .contains(
                        "identity=boss ADMIN PASSWORD", "remote=127.0.0.1 secure=false", "X-Kept=yes", "Cookie=other=1")
                .contains("url=" + url(ECHO))
                .doesNotContainIgnoringCase("header sluice")
                .doesNotContainIgnoringCase("authorization")
                .doesNotContainIgnoringCase("x-hop")
                .doesNotContain("203.0.113.9");
    }

    @Test
    void felixHttpAnswersNobodyElse() throws Exception {
        String direct = "http://127.0.0.1:" + server.servletPort();
        for (String path : new String[] {PLAIN, ECHO, "/system/console/bundles", "/", "/fixture/upgrade"}) {
            HttpAnswer answer = curl("-u", ADMIN, "-H", "Sluice-Pass: 1.AAAA", direct + path);
            assertThat(answer.status()).as(path).isEqualTo(403);
            assertThat(answer.body()).doesNotContain("plain", "identity");
        }
    }

    @Test
    void aFailureTellsNothing() throws Exception {
        HttpAnswer failure = curl("-u", ADMIN, url("/fixture/fail"));
        assertThat(failure.status()).isEqualTo(500);
        assertThat(failure.body())
                .hasSizeLessThan(200)
                .doesNotContain("S3cr3t")
                .doesNotContain("Exception")
                .doesNotContainIgnoringCase("jetty")
                .doesNotContainIgnoringCase("felix");
        HttpAnswer refused = curl("-u", ADMIN, url("/fixture/fail?status=409"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body())
                .isEqualTo("{\"title\":\"Conflict\",\"status\":409,\"detail\":\"not \\\"today\\\"\"}");
    }

    @Test
    void anUpgradeNeedsCredentialsAndNoForeignOrigin() throws Exception {
        assertThat(upgrade("")).startsWith("HTTP/1.1 401 ");
        assertThat(upgrade(basic(VIEWER) + "Origin: http://evil.example\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(upgrade("Cookie: " + cookie(VIEWER) + "\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(upgrade("Cookie: " + cookie(VIEWER) + "\r\n" + own() + "\r\n"))
                .startsWith("HTTP/1.1 101 ");
        assertThat(upgrade(basic(VIEWER))).startsWith("HTTP/1.1 101 ");
    }

    static String basic(String user) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    private static String upgrade(String headers) throws Exception {
        try (RawHttp client = new RawHttp(server.port())) {
            client.send("GET /fixture/upgrade HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + headers + "\r\n");
            String head = client.readUntil("\r\n\r\n");
            if (head.startsWith("HTTP/1.1 101 ")) {
                assertThat(head).contains("Connection: Upgrade\r\n", "Upgrade: websocket\r\n");
                client.send("over and out");
                assertThat(client.readUntil("out")).isEqualTo("over and out");
            }
            return head;
        }
    }

    @Test
    void aPortThatIsTakenEndsTheStart() throws Exception {
        String listen = "127.0.0.1:" + server.port();
        try (ServerProcess second =
                ServerProcess.launch(ServerProcess.homeWith("streams: {}\n"), "--set", "api.listen=" + listen)) {
            assertThat(second.awaitExit(Duration.ofSeconds(40))).isEqualTo(69);
            assertThat(second.err().lines()).singleElement().asString().contains("http: " + listen);
        }
    }
}
