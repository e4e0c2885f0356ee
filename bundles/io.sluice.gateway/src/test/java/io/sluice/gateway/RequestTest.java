/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {
    private static int refusal(String text) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> Requests.parse(text));
        assertThat(refused).as(text).isNotNull();
        return refused.status();
    }

    @Test
    void readsAHead() throws Exception {
        Request request = Requests.parse("POST /a?b HTTP/1.1\nHost: x\nContent-Length: 12\n\n");
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/a");
        assertThat(request.bodyBytes()).isEqualTo(12);
        assertThat(request.keepAlive()).isTrue();
        assertThat(request.safe()).isFalse();
        assertThat(Requests.parse("GET / HTTP/1.0\n\n").keepAlive()).isFalse();
        assertThat(Requests.get("/", "Connection: foo, Close").keepAlive()).isFalse();
        assertThat(Requests.of("PUT", "/", "Transfer-Encoding: chunked").bodyBytes())
                .isEqualTo(Request.CHUNKED);
    }

    @ParameterizedTest
    @CsvSource({
        "400, 'GET / HTTP/1.1\n\n'",
        "400, 'GET / HTTP/1.1\nHost: a\nHost: b\n\n'",
        "400, 'GET /a b HTTP/1.1\nHost: a\n\n'",
        "400, 'GET / HTTP/1.1\nHost: a\nA B: c\n\n'",
        "400, 'GET / HTTP/1.1\nHost : a\n\n'",
        "400, 'rubbish\n\n'",
        "400, 'get / HTTP/1.1\nHost: a\n\n'",
        "505, 'GET / HTTP/2.0\nHost: a\n\n'",
        "505, 'GET / HTTP/1.2\nHost: a\n\n'",
        "405, 'CONNECT a:1 HTTP/1.1\nHost: a\n\n'",
        "405, 'TRACE / HTTP/1.1\nHost: a\n\n'",
        "400, 'POST / HTTP/1.1\nHost: a\nContent-Length: -1\n\n'",
        "400, 'POST / HTTP/1.1\nHost: a\nContent-Length: +1\n\n'",
        "400, 'POST / HTTP/1.1\nHost: a\nContent-Length: 1\nContent-Length: 2\n\n'",
        "400, 'POST / HTTP/1.1\nHost: a\nContent-Length: 1\nContent-Length: 1\n\n'",
        "400, 'POST / HTTP/1.1\nHost: a\nContent-Length: 1, 1\n\n'",
        "400, 'POST / HTTP/1.1\nHost: a\nContent-Length: 99999999999999999999\n\n'",
        "400, 'POST / HTTP/1.1\nHost: a\nContent-Length: 0x1\n\n'",
        "400, 'POST / HTTP/1.1\nHost: a\nContent-Length: 1\nTransfer-Encoding: chunked\n\n'",
        "400, 'POST / HTTP/1.0\nHost: a\nTransfer-Encoding: chunked\n\n'",
    })
    void refusesWhatIsMalformed(int status, String text) {
        assertThat(refusal(text)).isEqualTo(status);
    }

    @Test
    void refusesOtherTransferCodings() {
        for (String coding : new String[] {"gzip, chunked", "identity", "chunked, chunked", "xchunked"}) {
            assertThat(refusal("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: " + coding + "\n\n"))
                    .as(coding)
                    .isIn(400, 501);
        }
    }

    @Test
    void limitsLineAndHeaders() throws Exception {
        assertThat(refusal("GET /" + "a".repeat(8200) + " HTTP/1.1\nHost: a\n\n"))
                .isEqualTo(414);
        assertThat(refusal("GET / HTTP/1.1\nHost: a\nX: " + "a".repeat(65_600) + "\n\n"))
                .isEqualTo(431);
        assertThat(refusal("GET / HTTP/1.1\nHost: a\n" + "X: a\n".repeat(100) + "\n"))
                .isEqualTo(431);
        assertThat(Requests.parse("GET / HTTP/1.1\nHost: a\n" + "X: a\n".repeat(99) + "\n")
                        .path())
                .isEqualTo("/");
        assertThat(Requests.parse("GET /" + "a".repeat(8100) + " HTTP/1.1\nHost: a\n\n")
                        .path())
                .hasSize(8101);
    }

    @Test
    void knowsWhoWantsAnotherProtocol() throws Exception {
        assertThat(Requests.get("/", "Connection: keep-alive, Upgrade", "Upgrade: websocket")
                        .upgrade())
                .isEqualTo("websocket");
        assertThat(Requests.get("/", "Upgrade: websocket").upgrade()).isNull();
        assertThat(Requests.get("/", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c")
                        .upgrade())
                .isNull();
    }
}
