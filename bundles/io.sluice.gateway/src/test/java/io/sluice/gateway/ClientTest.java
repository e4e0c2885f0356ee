/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTest {
    private static final GatewaySettings PROXIES =
            GatewaySettings.of(Map.of("trusted_proxies", new String[] {"127.0.0.1", "10.0.0.0/8", "2001:db8::/32"}));

    private static Client client(String peer, GatewaySettings settings, String... headers) throws Exception {
        return Client.of(
                InetAddress.getByName(peer),
                InetAddress.getLoopbackAddress(),
                false,
                Requests.get("/", headers),
                settings);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 203.0.113.9, 203.0.113.9",
        "127.0.0.1, '1.1.1.1, 203.0.113.9', 203.0.113.9",
        "127.0.0.1, '203.0.113.9, 10.1.2.3', 203.0.113.9",
        "127.0.0.1, '203.0.113.9:4711, 10.1.2.3:80', 203.0.113.9",
        "127.0.0.1, '[2001:db9::1]:4711', 2001:db9:0:0:0:0:0:1",
        "127.0.0.1, '2001:db9::1', 2001:db9:0:0:0:0:0:1",
        "127.0.0.1, '203.0.113.9, 2001:db8::7', 203.0.113.9",
        "127.0.0.1, '127.0.0.1', 127.0.0.1",
        "127.0.0.1, 'unknown', 127.0.0.1",
        "127.0.0.1, '203.0.113.9, evil', 127.0.0.1",
        "127.0.0.1, '', 127.0.0.1",
        "198.51.100.1, 203.0.113.9, 198.51.100.1",
    })
    void believesTrustedProxiesOnly(String peer, String forwarded, String address) throws Exception {
        Client client = client(peer, PROXIES, "X-Forwarded-For: " + forwarded);
        assertThat(client.address().getHostAddress()).isEqualTo(address);
        assertThat(client.direct()).isFalse();
    }

    @Test
    void aTrustedProxySaysHostAndScheme() throws Exception {
        Client client = client("10.1.1.1", PROXIES, "X-Forwarded-Proto: https", "X-Forwarded-Host: cam.example");
        assertThat(client.secure()).isTrue();
        assertThat(client.host()).hasToString("cam.example");
        Client other = client("198.51.100.1", PROXIES, "X-Forwarded-Proto: https", "X-Forwarded-Host: cam.example");
        assertThat(other.secure()).isFalse();
        assertThat(other.host()).hasToString("127.0.0.1:1984");
    }

    @Test
    void manyHopsAreBounded() throws Exception {
        Client client = client("127.0.0.1", PROXIES, "X-Forwarded-For: 203.0.113.9" + ", 10.0.0.1".repeat(40));
        assertThat(client.address().getHostAddress()).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 1.2.3.4",
                "X-Forwarded-Host: a",
                "Forwarded: for=1.2.3.4",
                "Via: 1.1 a",
                "X-Real-IP: 1.2.3.4"
            })
    void whoeverShowsAsAProxyIsNotDirect(String header) throws Exception {
        assertThat(client("127.0.0.1", GatewaySettings.of(Map.of()), header).direct())
                .isFalse();
        assertThat(client("127.0.0.1", GatewaySettings.of(Map.of())).direct()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b", "a:99999", "a/b", "user@a", "[::1", "a:1:2", "a,b"})
    void refusesAMalformedHost(String host) {
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> client("127.0.0.1", PROXIES, "Host: " + host));
        assertThat(refused.status()).isEqualTo(400);
    }
}
