/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatekeeperTest {
    private static final String HOST = "Host: 127.0.0.1:1984";
    private static final String OWN = "Origin: http://127.0.0.1:1984";
    private static final String ADMIN = "Authorization: Basic YWRtaW46YWRtaW4=";
    private static final String VIEWER = "Authorization: Basic dmlld2VyOnZpZXdlcg==";
    private static final String BROWSER = "Accept: text/html,*/*";
    private static final Pattern SESSION = Pattern.compile("Set-Cookie: (sluice-session=[\\w-]{43});");

    private final GatewayRig rig = new GatewayRig();

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    private String session(String user) {
        FakeConnection client = rig.client();
        String body = "name=" + user + "&password=" + user;
        client.says("POST /login HTTP/1.1\n" + HOST + "\nContent-Length: " + body.length() + "\n\n" + body);
        Matcher found = SESSION.matcher(client.heard());
        assertThat(found.find()).isTrue();
        return "Cookie: " + found.group(1);
    }

    /** Whether a servlet was asked. */
    private boolean relayed(String... lines) {
        int before = rig.servlets.size();
        rig.ask(lines);
        return rig.servlets.size() > before;
    }

    @Test
    void withoutUsersNobodyGetsThrough() {
        rig.usersThere = false;
        assertThat(rig.ask("GET /open HTTP/1.1", HOST, ADMIN)).contains(" 503 ", "Retry-After: 2");
        assertThat(rig.ask("GET /login HTTP/1.1", HOST)).contains(" 503 ");
        assertThat(rig.servlets).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/open, '', 401",
        "/viewer, '', 401",
        "/nothing, '', 401",
        "/open, viewer, 0",
        "/viewer, viewer, 0",
        "/admin, viewer, 403",
        "/nothing, viewer, 404",
        "/open, admin, 0",
        "/viewer, admin, 0",
        "/admin, admin, 0",
    })
    void theServletSaysWhoGetsThrough(String path, String user, int status) {
        String authorization = user.isEmpty() ? "X: y" : user.equals("admin") ? ADMIN : VIEWER;
        String answer = rig.ask("GET " + path + " HTTP/1.1", HOST, authorization);
        assertThat(answer.isEmpty() ? 0 : status(answer)).isEqualTo(status);
        assertThat(rig.servlets).hasSize(status == 0 ? 1 : 0);
    }

    @Test
    void aDirectPeerOnThisMachineMayWatchWhileNobodyIsConfigured() {
        rig.users.configured = false;
        assertThat(relayed("GET /viewer HTTP/1.1", HOST)).isTrue();
        assertThat(status(rig.ask("GET /admin HTTP/1.1", HOST))).isEqualTo(403);
        for (String notDirect : new String[] {
            "X-Forwarded-For: 1.2.3.4",
            "Forwarded: for=1.2.3.4",
            "Via: 1.1 x",
            "Sec-Fetch-Site: cross-site",
            "Origin: http://evil"
        }) {
            assertThat(status(rig.ask("GET /viewer HTTP/1.1", HOST, notDirect)))
                    .as(notDirect)
                    .isEqualTo(401);
        }
        assertThat(status(rig.askFrom("192.0.2.1", "GET /viewer HTTP/1.1", HOST)))
                .isEqualTo(401);
        rig.properties.put("hosts", "cam.example");
        assertThat(status(rig.ask("GET /viewer HTTP/1.1", "Host: cam.example"))).isEqualTo(401);
    }

    @Test
    void aTrustedProxyOnThisMachineIsNoDirectPeer() {
        rig.users.configured = false;
        rig.properties.put("trusted_proxies", "127.0.0.1");
        assertThat(status(rig.ask("GET /viewer HTTP/1.1", HOST))).isEqualTo(401);
        assertThat(status(rig.ask("GET /viewer HTTP/1.1", HOST, "X-Forwarded-For: 127.0.0.1")))
                .isEqualTo(401);
    }

    @Test
    void wrongCredentialsAreNotMadeUpForByBeingNear() {
        rig.users.configured = false;
        rig.users.heldBack = Duration.ofMillis(1500);
        assertThat(rig.ask("GET /viewer HTTP/1.1", HOST, "Authorization: Basic eDp5"))
                .contains(" 401 ", "WWW-Authenticate: Basic", "Retry-After: 2");
        assertThat(status(rig.ask("GET /viewer HTTP/1.1", HOST, "Authorization: Digest x")))
                .isEqualTo(401);
        assertThat(status(rig.ask("GET /viewer HTTP/1.1", HOST, "Authorization: Basic ==")))
                .isEqualTo(401);
        assertThat(relayed("GET /viewer HTTP/1.1", HOST, "Authorization: Bearer token"))
                .isTrue();
    }

    /** A right password that nobody had time to look at is not called wrong. */
    @Test
    void whoCouldNotBeLookedAtIsToldSo() {
        rig.users.busy = true;
        assertThat(rig.ask("GET /viewer HTTP/1.1", HOST, ADMIN))
                .contains(" 503 ", "Retry-After: 1")
                .doesNotContain("WWW-Authenticate");
        rig.users.busy = false;
        assertThat(relayed("GET /admin HTTP/1.1", HOST, ADMIN)).isTrue();
    }

    @Test
    void everyPasswordIsPutToTheUsersWhoCountWrongOnes() {
        rig.ask("GET /open HTTP/1.1", HOST, ADMIN);
        rig.ask("GET /open HTTP/1.1", HOST, ADMIN);
        assertThat(rig.users.checks).isEqualTo(2);
    }

    @Test
    void whoeverIsKnownDoesNotCountAsAStrangerAnyMore() {
        FakeConnection client = rig.client();
        client.says("GET /open HTTP/1.1\n" + HOST + "\n\n");
        assertThat(client.admitted).isFalse();
        client.says("GET /open HTTP/1.1\n" + HOST + "\n" + ADMIN + "\n\n");
        assertThat(client.admitted).isTrue();
    }

    @Test
    void theConsoleNeedsASessionOfAnAdministratorOnThisMachine() {
        String path = "GET /system/console/bundles HTTP/1.1";
        assertThat(rig.ask(path, HOST, ADMIN)).contains(" 401 ").doesNotContain("WWW-Authenticate");
        assertThat(rig.ask(path, HOST, BROWSER))
                .contains(" 303 ", "Location: /login?next=%2Fsystem%2Fconsole%2Fbundles");
        assertThat(relayed(path, HOST, session("admin"))).isTrue();
        assertThat(status(rig.ask(path, HOST, session("viewer")))).isEqualTo(403);
        String admin = session("admin");
        rig.properties.put("hosts", "cam.example");
        assertThat(rig.askFrom("192.0.2.1", path, "Host: cam.example", admin)).contains(" 403 ", "console.remote");
        rig.consoleRemote = true;
        assertThat(rig.askFrom("192.0.2.1", path, "Host: cam.example", admin)).isEmpty();
    }

    @Test
    void theConsoleIsFarBehindAProxyWhenItsClientIs() {
        String admin = session("admin");
        rig.properties.put("trusted_proxies", "127.0.0.1");
        assertThat(rig.ask("GET /system/console/bundles HTTP/1.1", HOST, admin, "X-Forwarded-For: 203.0.113.9"))
                .contains(" 403 ", "console.remote");
    }

    @Test
    void aSessionChangesSomethingOnlyWithTheBrowsersWord() {
        String viewer = session("viewer");
        assertThat(relayed("GET /open HTTP/1.1", HOST, viewer)).isTrue();
        assertThat(status(rig.ask("DELETE /open HTTP/1.1", HOST, viewer))).isEqualTo(403);
        assertThat(relayed("DELETE /open HTTP/1.1", HOST, viewer, OWN)).isTrue();
        assertThat(relayed("DELETE /open HTTP/1.1", HOST, viewer, "Sec-Fetch-Site: same-origin"))
                .isTrue();
        assertThat(status(rig.ask("DELETE /open HTTP/1.1", HOST, viewer, "Sec-Fetch-Site: same-site")))
                .isEqualTo(403);
        assertThat(relayed("DELETE /open HTTP/1.1", HOST, ADMIN)).isTrue();
    }

    @Test
    void aSessionEndsWhenTheRightsChange() {
        String viewer = session("viewer");
        rig.users.outdated.add("viewer");
        assertThat(status(rig.ask("GET /open HTTP/1.1", HOST, viewer))).isEqualTo(401);
        rig.users.outdated.clear();
        assertThat(status(rig.ask("GET /open HTTP/1.1", HOST, viewer))).isEqualTo(401);
    }

    @Test
    void theCookieIsSecureOverTlsAndForOurPathOnly() {
        rig.properties.put("base_path", "/x");
        FakeConnection client = rig.client();
        client.secure = true;
        client.says("POST /x/login HTTP/1.1\n" + HOST + "\nContent-Length: 25\n\nname=admin&password=admin");
        assertThat(client.heard())
                .contains(" 303 ", "Location: /x/\n", "; Path=/x; HttpOnly; SameSite=Strict; Secure\n");
    }

    @Test
    void belowTheBasePathIsEverything() {
        rig.properties.put("base_path", "/x");
        assertThat(relayed("GET /x/open HTTP/1.1", HOST, ADMIN)).isTrue();
        assertThat(rig.servlet().heard()).startsWith("GET /x/open HTTP/1.1\n");
        assertThat(status(rig.ask("GET /open HTTP/1.1", HOST, ADMIN))).isEqualTo(404);
        assertThat(status(rig.ask("GET /xopen HTTP/1.1", HOST, ADMIN))).isEqualTo(404);
        assertThat(rig.ask("GET /x HTTP/1.1", HOST)).contains(" 308 ", "Location: /x/\n");
        assertThat(rig.ask("GET /x/ HTTP/1.1", HOST, ADMIN)).contains(" 200 ", "href=\"/x/system/console/\"");
    }

    @Test
    void listedOriginsMayReadAndAsk() {
        rig.properties.put("origins", "https://app.example");
        String preflight = rig.ask(
                "OPTIONS /open HTTP/1.1", HOST, "Origin: https://app.example", "Access-Control-Request-Method: PUT");
        assertThat(preflight)
                .contains(
                        " 204 ",
                        "Access-Control-Allow-Origin: https://app.example\n",
                        "Access-Control-Allow-Methods: ",
                        "Vary: Origin\n");
        assertThat(relayed(
                        "PUT /open HTTP/1.1", HOST, "Origin: https://app.example", "Sec-Fetch-Site: cross-site", ADMIN))
                .isTrue();
        assertThat(rig.ask(
                        "OPTIONS /open HTTP/1.1",
                        HOST,
                        "Origin: https://evil.example",
                        "Access-Control-Request-Method: PUT"))
                .contains(" 403 ")
                .doesNotContain("Access-Control-Allow");
    }

    @Test
    void withACertificateOthersMustUseIt() {
        rig.certificate = true;
        rig.properties.put("hosts", "cam.example:1984");
        assertThat(rig.askFrom("192.0.2.1", "GET /open?a HTTP/1.1", "Host: cam.example:1984", ADMIN))
                .contains(" 308 ", "Location: https://cam.example:1984/open?a\n");
        assertThat(status(rig.askFrom("192.0.2.1", "POST /open HTTP/1.1", "Host: cam.example:1984", ADMIN)))
                .isEqualTo(403);
        assertThat(status(rig.askFrom("192.0.2.1", "GET / HTTP/1.1", "Host: evil.example")))
                .isEqualTo(421);
        assertThat(relayed("GET /open HTTP/1.1", HOST, ADMIN)).isTrue();
        rig.properties.put("trusted_proxies", "192.0.2.0/24");
        assertThat(rig.askFrom("192.0.2.1", "GET /open HTTP/1.1", "Host: cam.example:1984", ADMIN))
                .isEmpty();
    }

    @Test
    void strangersMayNotAskAllTheTime() {
        String answer = "";
        for (int i = 0; i < 101; i++) {
            answer = rig.ask("GET /open HTTP/1.1", HOST);
        }
        assertThat(answer).contains(" 429 ", "Retry-After: 1");
        assertThat(relayed("GET /open HTTP/1.1", HOST, ADMIN)).isTrue();
        assertThat(status(rig.askFrom("127.0.0.2", "GET /open HTTP/1.1", HOST))).isEqualTo(401);
        rig.advance(1000);
        assertThat(status(rig.ask("GET /open HTTP/1.1", HOST))).isEqualTo(401);
    }

    @Test
    void aBrowserIsSentToTheLogInAndAProgramIsNot() {
        assertThat(rig.ask("GET /open?a=b HTTP/1.1", HOST, BROWSER))
                .contains(" 303 ", "Location: /login?next=%2Fopen%3Fa%3Db\n");
        assertThat(rig.ask("GET /open HTTP/1.1", HOST)).contains(" 401 ", "WWW-Authenticate: Basic realm=\"Sluice\"");
        assertThat(rig.ask("GET /open HTTP/1.1", HOST, "Sec-Fetch-Mode: cors", "Sec-Fetch-Site: same-origin"))
                .contains(" 401 ")
                .doesNotContain("WWW-Authenticate");
        assertThat(rig.ask("GET /admin HTTP/1.1", HOST, BROWSER, VIEWER)).contains(" 403 ", "text/html", "role admin");
    }

    @Test
    void everyAnswerToAStrangerIsShortAndNamesNoVersion() {
        for (String line :
                new String[] {"GET /open HTTP/1.1", "GET /a;b HTTP/1.1", "POST /open HTTP/1.1", "GET /x HTTP/3.0", "BAD"
                }) {
            String answer = rig.ask(line, HOST, "Origin: http://evil.example/" + "a".repeat(300));
            assertThat(answer.substring(answer.indexOf("\n\n") + 2)).as(line).hasSizeLessThan(200);
            assertThat(answer).doesNotContainIgnoringCase("server:").contains("X-Content-Type-Options: nosniff");
        }
        String host = rig.ask("GET / HTTP/1.1", "Host: " + "a".repeat(250) + ".example");
        assertThat(host.substring(host.indexOf("\n\n") + 2)).hasSizeLessThan(200);
    }

    @Test
    void framesAreForOurselvesUnlessItSaysSo() {
        assertThat(rig.ask("GET /login HTTP/1.1", HOST))
                .contains("frame-ancestors 'self'\n", "X-Frame-Options: SAMEORIGIN");
        rig.properties.put("frame_ancestors", "https://home.example");
        assertThat(rig.ask("GET /login HTTP/1.1", HOST))
                .contains("frame-ancestors https://home.example\n")
                .doesNotContain("X-Frame-Options");
    }

    @Test
    void servletsThatAreNotThereYetAreNotMissing() {
        rig.servletsThere = false;
        rig.routes.clear();
        assertThat(rig.ask("GET /open HTTP/1.1", HOST, ADMIN)).contains(" 503 ", "Retry-After");
        rig.servletsThere = true;
        assertThat(rig.ask("GET /open HTTP/1.1", HOST, ADMIN)).contains(" 404 ");
    }
}
