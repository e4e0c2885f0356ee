/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sluice.gateway.OriginRules.Site;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginRulesTest {
    private static final GatewaySettings SETTINGS = GatewaySettings.of(Map.of(
            "origins", new String[] {"https://app.example"},
            "hosts", new String[] {"cam.example", "other.example:8443"},
            "trusted_proxies", "127.0.0.1"));

    private final OriginRules rules = new OriginRules(new OwnAddresses());

    @ParameterizedTest
    @CsvSource({
        // host, origin, Sec-Fetch-Site, what it is
        "127.0.0.1:1984, , , UNSAID",
        "127.0.0.1:1984, http://127.0.0.1:1984, , OWN",
        "127.0.0.1:1984, http://127.0.0.1:1984, same-origin, OWN",
        "127.0.0.1:1984, , same-origin, OWN",
        "127.0.0.1:1984, , none, OWN",
        "127.0.0.1:1984, , same-site, FOREIGN",
        "127.0.0.1:1984, , cross-site, FOREIGN",
        "127.0.0.1:1984, , rubbish, FOREIGN",
        "127.0.0.1:1984, http://127.0.0.1:1984, cross-site, FOREIGN",
        "127.0.0.1:1984, http://127.0.0.1:1985, , FOREIGN",
        "127.0.0.1:1984, http://localhost:1984, , FOREIGN",
        "127.0.0.1:1984, https://127.0.0.1:1984, , FOREIGN",
        "127.0.0.1:1984, null, , FOREIGN",
        "127.0.0.1:1984, http://evil.example, none, FOREIGN",
        "127.0.0.1:1984, http://127.0.0.1:1984.evil.example, , FOREIGN",
        "127.0.0.1:1984, http://127.0.0.1:1984@evil.example, , FOREIGN",
        "127.0.0.1:1984, https://app.example, cross-site, ALLOWED",
        "127.0.0.1:1984, https://APP.example, , ALLOWED",
        "127.0.0.1:1984, http://app.example, , FOREIGN",
        "127.0.0.1:1984, https://app.example:444, , FOREIGN",
        "localhost, http://localhost, , OWN",
        "localhost:80, http://localhost, , OWN",
        "LocalHost, http://localhost:80, , OWN",
        "[::1]:1984, http://[::1]:1984, , OWN",
    })
    void knowsWhereARequestComesFrom(String host, String origin, String fetch, Site site) throws Exception {
        List<String> headers = new ArrayList<>(List.of("Host: " + host));
        if (origin != null) {
            headers.add("Origin: " + origin);
        }
        if (fetch != null) {
            headers.add("Sec-Fetch-Site: " + fetch);
        }
        Request request = Requests.of("POST", "/", headers.toArray(String[]::new));
        InetAddress peer = InetAddress.getByName("198.51.100.1");
        Client client = Client.of(peer, peer, false, request, SETTINGS);
        assertThat(rules.site(request, client, SETTINGS)).isEqualTo(site);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "localhost:8, true",
        "a.localhost, true",
        "127.0.0.1, true",
        "127.9.9.9, true",
        "[::1], true",
        "cam.example, true",
        "CAM.example., true",
        "cam.example:99, true",
        "other.example:8443, true",
        "other.example, false",
        "x.cam.example, false",
        "evil.example, false",
        "localhost.evil.example, false",
        "192.0.2.77, false",
        "198.51.100.1, true",
        "[2001:db8::1], false",
    })
    void answersForItsOwnNamesOnly(String host, boolean own) throws Exception {
        Request request = Requests.get("/", "Host: " + host);
        InetAddress local = InetAddress.getByName("198.51.100.1");
        Client client = Client.of(InetAddress.getByName("198.51.100.2"), local, false, request, SETTINGS);
        if (own) {
            assertThatCode(() -> rules.checkHost(client, SETTINGS)).doesNotThrowAnyException();
        } else {
            assertThatCode(() -> rules.checkHost(client, SETTINGS))
                    .isInstanceOfSatisfying(
                            RefusedException.class, e -> assertThat(e.status()).isEqualTo(421));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, FOREIGN, false, false",
        "POST, FOREIGN, true, false",
        "DELETE, FOREIGN, true, false",
        "POST, UNSAID, false, true",
        "PUT, UNSAID, false, true",
        "GET, UNSAID, false, false",
        "POST, OWN, false, false",
        "POST, ALLOWED, false, false",
    })
    void changesNeedAPageOfOursAndWithACookieTheBrowsersWordForIt(
            String method, Site site, boolean refused, boolean refusedWithCookie) throws Exception {
        Request request = Requests.of(method, "/");
        assertThat(refuses(() -> OriginRules.checkSite(request, site))).isEqualTo(refused);
        assertThat(refuses(() -> OriginRules.checkCookieUse(request, site))).isEqualTo(refusedWithCookie);
    }

    @ParameterizedTest
    @CsvSource({"FOREIGN, true", "UNSAID, false", "OWN, false"})
    void anUpgradeIsAChange(Site site, boolean refused) throws Exception {
        Request request = Requests.get("/", "Connection: Upgrade", "Upgrade: websocket");
        assertThat(refuses(() -> OriginRules.checkSite(request, site))).isEqualTo(refused);
    }

    private interface Check {
        void run() throws RefusedException;
    }

    private static boolean refuses(Check check) {
        try {
            check.run();
            return false;
        } catch (RefusedException e) {
            assertThat(e.status()).isEqualTo(403);
            return true;
        }
    }
}
