/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.http.Gateway;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @Test
    void nothingConfiguredMeansLoopbackAndOnlyOurselves() {
        GatewaySettings settings = GatewaySettings.of(Map.of());
        assertThat(settings.listen()).isEqualTo("127.0.0.1:1984");
        assertThat(settings.basePath()).isEmpty();
        assertThat(settings.frameAncestors()).isEqualTo("'self'");
        assertThat(settings.consoleRemote()).isFalse();
    }

    @Test
    void readsListsInWhateverForm() {
        assertThat(GatewaySettings.of(Map.of("hosts", "a.example")).hosts())
                .containsExactly(new HostName("a.example", -1));
        assertThat(GatewaySettings.of(Map.of("origins", List.of("https://A.example/", "")))
                        .origins())
                .containsExactly("https://a.example");
        assertThat(GatewaySettings.of(Map.of("base_path", "/a/b/")).basePath()).isEqualTo("/a/b");
        assertThat(GatewaySettings.of(Map.of("frame_ancestors", new String[] {"'self'", "https://home.example"}))
                        .frameAncestors())
                .isEqualTo("'self' https://home.example");
    }

    @ParameterizedTest
    @CsvSource({
        "base_path, sluice, api.base_path: sluice is no path such as /sluice",
        "base_path, /a/../b, api.base_path: /a/../b is no path such as /sluice",
        "base_path, /a//b, api.base_path: /a//b is no path such as /sluice",
        "hosts, a/b, api.hosts: a/b is no host name",
        "origins, *, api.origins: * is no origin such as https://app.example; * is not allowed",
        "origins, app.example, api.origins: app.example is no origin such as https://app.example; * is not allowed",
        "trusted_proxies, p.example, api.trusted_proxies: p.example is no address and no network such as 192.0.2.0/24",
        "trusted_proxies, 10.0.0/33, api.trusted_proxies: 10.0.0/33 is no address and no network such as 192.0.2.0/24",
        "trusted_proxies, ::1/129, api.trusted_proxies: ::1/129 is no address and no network such as 192.0.2.0/24",
        "frame_ancestors, a;b, api.frame_ancestors: a;b is neither 'self' nor an origin",
    })
    void saysWhatIsWrong(String key, String value, String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GatewaySettings.of(Map.of(key, value)))
                .withMessage(text);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.1, 192.0.2.1, true",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "127.0.0.0/8, ::ffff:127.0.0.1, true",
        "::1, ::1, true",
        "10.0.0.0/9, 10.128.0.1, false",
    })
    void knowsNetworks(String network, String address, boolean in) throws Exception {
        assertThat(new Networks(List.of(network)).contain(InetAddress.getByName(address)))
                .isEqualTo(in);
    }

    @ParameterizedTest
    @CsvSource({
        ", ADMIN, , true",
        ", VIEWER, , false",
        ", ADMIN, hall, false",
        "viewer, VIEWER, , true",
        "viewer, VIEWER, hall, false",
        "publisher, VIEWER, , false",
        "publisher, ADMIN, , true",
        "known, VIEWER, hall, true",
        "Viewer, VIEWER, , true",
        "admins, ADMIN, , true",
        "admins, PUBLISHER, , false",
        "anybody, VIEWER, , false",
    })
    void aServletSaysWhoGetsThrough(String said, Role role, String stream, boolean admitted) {
        Route route = Route.of(said == null ? Map.of() : Map.of(Gateway.ROLE, said));
        Set<String> streams = stream == null ? Set.of() : Set.of(stream);
        assertThat(route.admits(new Identity("x", role, streams, Identity.Way.PASSWORD, 0)))
                .isEqualTo(admitted);
    }

    @Test
    void aServletSaysHowLongABodyMayBe() {
        assertThat(Route.of(Map.of()).bodyBytes()).isEqualTo(1024 * 1024);
        assertThat(Route.of(Map.of(Gateway.BODY_MAX, 5L)).bodyBytes()).isEqualTo(5);
        assertThat(Route.of(Map.of(Gateway.BODY_MAX, 5)).bodyBytes()).isEqualTo(5);
        assertThat(Route.of(Map.of(Gateway.BODY_MAX, -5L)).bodyBytes()).isEqualTo(1024 * 1024);
        assertThat(Route.of(Map.of(Gateway.BODY_MAX, "5")).bodyBytes()).isEqualTo(1024 * 1024);
    }

    @ParameterizedTest
    @CsvSource({
        "/, /x/",
        "/x/a?b=c, /x/a?b=c",
        "'', /x/",
        "//evil.example/, /x/",
        "/xy/, /x/",
        "https://evil.example/, /x/",
        "/x/\\evil, /x/",
        "'/x/ a', /x/",
        "/x/\u00e4, /x/",
        "/x, /x/",
    })
    void aLogInLeadsToOurOwnPagesOnly(String next, String to) {
        assertThat(LoginPages.own(next, GatewaySettings.of(Map.of("base_path", "/x"))))
                .isEqualTo(to);
        assertThat(LoginPages.own("//evil.example", GatewaySettings.of(Map.of())))
                .isEqualTo("/");
    }

    @Test
    void readsFormsAndJson() {
        assertThat(Form.parse("name=a+b%40&password=%C3%A4&bad=%zz&x&=y&name=2"))
                .containsOnly(Map.entry("name", "a b@"), Map.entry("password", "\u00e4"));
        assertThat(Form.parseJson(utf8("{\"name\":\"a\\\"b\\u00e4\",\"n\":1,\"o\":{\"name\":\"c\"},\"next\":\"/\"}")))
                .containsOnly(Map.entry("name", "a\"b\u00e4"), Map.entry("next", "/"));
        for (String text : List.of("", "[]", "{", "{\"name\":", "{\"name\":\"a\"", "\"name\"", "{name:a}")) {
            assertThat(Form.parseJson(utf8(text))).as(text).isEmpty();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
