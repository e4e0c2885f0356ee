/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayHeadersTest {
    private static String relayed(Request request) {
        return StandardCharsets.ISO_8859_1
                .decode(RelayHeaders.request(request, new HostName("cam.example", 81), "1.abc"))
                .toString()
                .replace("\r\n", "\n");
    }

    @Test
    void writesARequestAnew() throws Exception {
        assertThat(relayed(Requests.of(
                        "POST", "/a%20b?c=d", "X-Kept: 1", "Content-Length: 3", "Cookie: a=1; sluice-session=x;b=2")))
                .isEqualTo("""
                        POST /a%20b?c=d HTTP/1.1
                        Host: cam.example:81
                        X-Kept: 1
                        Cookie: a=1; b=2
                        Sluice-Pass: 1.abc
                        Content-Length: 3

                        """);
        assertThat(relayed(Requests.of("PUT", "/", "Transfer-Encoding: chunked")))
                .endsWith("Transfer-Encoding: chunked\n\n");
        assertThat(relayed(Requests.of("DELETE", "/"))).endsWith("Content-Length: 0\n\n");
        assertThat(relayed(Requests.get("/", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: k")))
                .contains("Sec-WebSocket-Key: k\n", "Connection: Upgrade\nUpgrade: websocket\n");
        assertThat(relayed(Requests.get("/", "Upgrade: websocket"))).doesNotContain("Upgrade");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sluice-Pass: 9.x", "sluice-pass: 9.x", "SLUICE-Identity: admin", "X-Forwarded-For: 1.2.3.4",
                        "x-forwarded-user: admin",
                "Forwarded: for=1.2.3.4", "X-Real-IP: 1.2.3.4", "Via: 1.1 x", "Authorization: Basic eDp5",
                        "Keep-Alive: 5",
                "Proxy-Connection: x", "Proxy-Authorization: x", "TE: trailers", "Trailer: X", "Expect: 100-continue",
                "HTTP2-Settings: x", "X-HTTP-Method-Override: DELETE", "Connection: close",
            })
    void leavesOut(String header) throws Exception {
        assertThat(relayed(Requests.get("/", header)))
                .isEqualTo("GET / HTTP/1.1\nHost: cam.example:81\nSluice-Pass: 1.abc\n\n");
    }

    @Test
    void leavesOutWhatConnectionNames() throws Exception {
        assertThat(relayed(Requests.get(
                        "/", "Connection: close, X-One", "Connection: x-two", "X-One: 1", "X-Two: 2", "X-Three: 3")))
                .contains("X-Three")
                .doesNotContain("X-One", "X-Two");
    }

    @Test
    void writesAnAnswerAnew() {
        HttpResponse answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        answer.headers()
                .add("Server", "Jetty(12)")
                .add("Connection", "keep-alive, X-Hop")
                .add("X-Hop", "1")
                .add("Access-Control-Allow-Origin", "*")
                .add("Content-Security-Policy", "default-src 'none'")
                .add("Set-Cookie", "a=1")
                .add("Set-Cookie", "b=2")
                .add("Content-Length", "5");
        String text = StandardCharsets.ISO_8859_1
                .decode(RelayHeaders.response(
                        answer,
                        Map.of(
                                "Content-Security-Policy",
                                "default-src 'self'",
                                "Access-Control-Allow-Origin",
                                "https://app.example"),
                        "Content-Length: 5",
                        true))
                .toString();
        assertThat(text)
                .startsWith("HTTP/1.1 200 OK\r\nDate: ")
                .contains(
                        "Content-Security-Policy: default-src 'none'\r\n", "Set-Cookie: a=1\r\n", "Set-Cookie: b=2\r\n")
                .contains("Access-Control-Allow-Origin: https://app.example\r\n")
                .endsWith("Content-Length: 5\r\nConnection: close\r\n\r\n")
                .containsOnlyOnce("Content-Length")
                .doesNotContain("Jetty", "X-Hop", "'self'", "*");
    }
}
