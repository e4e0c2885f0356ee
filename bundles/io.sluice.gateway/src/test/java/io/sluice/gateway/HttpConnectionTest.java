/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpConnectionTest {
    private static final String OK = "HTTP/1.1 200 OK\nContent-Length: 2\n\nok";
    private static final String AUTH = "Authorization: Basic YWRtaW46YWRtaW4=\n";

    private final GatewayRig rig = new GatewayRig();

    HttpConnectionTest() {
        rig.users.configured = false;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\nHost: localhost\n\n";
    }

    private static String post(String headers, String body) {
        return "POST /open HTTP/1.1\nHost: localhost\n" + headers + "\n\n" + body;
    }

    @Test
    void requestsFollowOneAnotherOnBothConnections() {
        FakeConnection client = rig.client();
        for (int i = 0; i < 3; i++) {
            client.says(get("/open"));
            assertThat(rig.servlet().heard()).startsWith("GET /open HTTP/1.1\nHost: localhost\n");
            rig.servlet().says(OK);
            assertThat(client.heard()).startsWith("HTTP/1.1 200 OK\n").endsWith("Content-Length: 2\n\nok");
        }
        assertThat(rig.servlets).hasSize(1);
        assertThat(client.closed).isNull();
    }

    /** Its loop is another one: it may be done before the client's goes on. */
    @Test
    void aServletThatAnswersAtOnceDoesNotEndTheConnection() {
        FakeConnection client = rig.client();
        client.says(get("/open"));
        rig.servlet().says(OK);
        client.heard();
        rig.servlet().atOnce = () -> {
            rig.settle();
            rig.servlet().says(OK);
        };
        client.says(get("/open"));
        assertThat(client.heard()).startsWith("HTTP/1.1 200 OK\n").doesNotContain("Connection: close");
        assertThat(client.closed).isNull();
        assertThat(rig.servlets).hasSize(1);
    }

    @Test
    void pipelinedRequestsWaitForTheirTurn() {
        FakeConnection client = rig.client();
        client.says(get("/open") + get("/nothing") + get("/open"));
        assertThat(client.reading).isFalse();
        assertThat(rig.servlet().heard()).containsOnlyOnce("GET /open");
        rig.servlet().says(OK);
        assertThat(client.heard()).containsSubsequence("200 OK", "ok", "404 Not Found");
        assertThat(rig.servlet().heard()).containsOnlyOnce("GET /open");
        rig.servlet().says(OK);
        assertThat(client.heard()).contains("200 OK");
        assertThat(client.reading).isTrue();
    }

    @Test
    void aBodyIsPassedOnAsItComes() {
        FakeConnection client = rig.client();
        client.says(post("Content-Length: 6", "abc"));
        assertThat(rig.servlet().heard()).endsWith("Content-Length: 6\n\nabc");
        client.says("def" + get("/nothing"));
        assertThat(rig.servlet().heard()).isEqualTo("def");
        rig.servlet().says(OK);
        assertThat(client.heard()).contains("200 OK", "404 Not Found");
    }

    @Test
    void aChunkedBodyIsChunkedAnew() {
        FakeConnection client = rig.client();
        client.says(post("Transfer-Encoding: chunked", "3;x=y\nabc\n"));
        assertThat(rig.servlet().heard()).endsWith("Transfer-Encoding: chunked\n\n3\nabc\n");
        client.says("0\nTrailer: x\n\n");
        assertThat(rig.servlet().heard()).isEqualTo("0\n\n");
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 2147483647", "Content-Length: 1048577", "Content-Length: 99999999999999999"})
    void aBodyThatIsTooLongIsRefusedBeforeItComes(String length) {
        FakeConnection client = rig.client();
        client.says(post(length, ""));
        assertThat(client.heard()).startsWith("HTTP/1.1 413 ").contains("Connection: close");
        assertThat(rig.servlets).isEmpty();
    }

    @Test
    void aChunkedBodyThatBecomesTooLongIsRefusedOnTheWay() {
        FakeConnection client = rig.client();
        client.says("POST /viewer HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n3e8\n" + "x".repeat(1000)
                + "\n");
        assertThat(client.heard()).isEmpty();
        client.says("1\nx\n");
        assertThat(client.heard()).startsWith("HTTP/1.1 413 ");
        assertThat(rig.servlet().aborted).isTrue();
        client.says("0\n\n" + get("/open"));
        assertThat(client.heard()).isEmpty();
        rig.advance(2_500);
        assertThat(client.closed).isEqualTo(Reason.ENDED);
    }

    @Test
    void aClientIsToldToGoOnOnlyWhenItsBodyIsWanted() {
        FakeConnection client = rig.client();
        client.says(post("Expect: 100-continue\nContent-Length: 3", ""));
        assertThat(client.heard()).isEqualTo("HTTP/1.1 100 Continue\n\n");
        client.says("abc");
        assertThat(rig.servlet().heard()).endsWith("\n\nabc").doesNotContain("Expect");
        FakeConnection other = rig.client();
        other.says(post("Expect: 100-continue\nContent-Length: 9999999", ""));
        assertThat(other.heard()).startsWith("HTTP/1.1 413 ");
        FakeConnection strange = rig.client();
        strange.says(post("Expect: something\nContent-Length: 3", ""));
        assertThat(strange.heard()).startsWith("HTTP/1.1 417 ");
    }

    @Test
    void aStreamOfEventsIsPassedOnAtOnceAndWithoutADeadline() {
        FakeConnection client = rig.client();
        client.says(get("/open"));
        rig.servlet()
                .says("HTTP/1.1 200 OK\nContent-Type: text/event-stream\nTransfer-Encoding: chunked\n\n9\ndata: 1\n\n");
        assertThat(client.heard()).endsWith("Transfer-Encoding: chunked\n\n9\ndata: 1\n\n");
        rig.advance(600_000);
        rig.servlet().says("2\nab\n");
        assertThat(client.heard()).isEqualTo("2\nab\n");
        assertThat(client.closed).isNull();
        rig.servlet().says("0\n\n");
        assertThat(client.heard()).isEqualTo("0\n\n");
    }

    @Test
    void anAnswerThatEndsWithTheConnectionIsWholeToo() {
        FakeConnection client = rig.client();
        client.says(get("/open"));
        rig.servlet().says("HTTP/1.1 200 OK\n\nabc");
        rig.servlet().goes();
        assertThat(client.heard()).endsWith("Transfer-Encoding: chunked\n\n3\nabc\n0\n\n");
        assertThat(client.closed).isNull();
    }

    @Test
    void halfAnAnswerIsNotTakenForAWholeOne() {
        FakeConnection client = rig.client();
        client.says(get("/open"));
        rig.servlet().says("HTTP/1.1 200 OK\nContent-Length: 10\n\nabc");
        rig.servlet().goes();
        assertThat(client.aborted).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200 OK, 77", "GET, 304 Not Modified, 77", "GET, 204 No Content, "})
    void answersWithoutABodyHaveNone(String method, String status, String length) {
        FakeConnection client = rig.client();
        client.says(method + " /open HTTP/1.1\nHost: localhost\n\n");
        rig.servlet()
                .says("HTTP/1.1 " + status + "\n" + (length == null ? "" : "Content-Length: " + length + "\n") + "\n");
        assertThat(client.heard())
                .startsWith("HTTP/1.1 " + status)
                .endsWith(length == null ? "same-origin\n\n" : "Content-Length: 77\n\n")
                .doesNotContain("chunked");
        client.says(get("/open"));
        assertThat(rig.servlet().heard()).contains("GET /open");
    }

    @Test
    void interimAnswersAreNotPassedOn() {
        FakeConnection client = rig.client();
        client.says(get("/open"));
        rig.servlet().says("HTTP/1.1 103 Early Hints\nLink: x\n\n" + OK);
        assertThat(client.heard()).startsWith("HTTP/1.1 200 OK").doesNotContain("103");
    }

    @Test
    void anOldClientKnowsTheEndByTheConnection() {
        FakeConnection client = rig.client();
        client.says("GET /open HTTP/1.0\n\n");
        rig.servlet().says("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nab\n0\n\n");
        assertThat(client.heard()).contains("Connection: close").endsWith("\n\nab");
        assertThat(client.closed).isEqualTo(Reason.ENDED);
    }

    @Test
    void aHeadMustComeInTenSeconds() {
        FakeConnection silent = rig.client();
        FakeConnection slow = rig.client();
        for (int i = 0; i < 9; i++) {
            slow.says("GET /open HTTP/1.1\n".substring(i, i + 1));
            rig.advance(1_000);
        }
        assertThat(slow.heard()).isEmpty();
        rig.advance(1_500);
        assertThat(slow.heard()).startsWith("HTTP/1.1 408 ");
        assertThat(silent.heard()).startsWith("HTTP/1.1 408 ");
        rig.advance(2_500);
        assertThat(slow.closed).isEqualTo(Reason.ENDED);
    }

    @Test
    void aConnectionIsKeptForAMinute() {
        FakeConnection client = rig.client();
        client.says(get("/nothing"));
        rig.advance(59_000);
        assertThat(client.closed).isNull();
        client.says(get("/nothing"));
        rig.advance(59_000);
        assertThat(client.closed).isNull();
        rig.advance(2_000);
        assertThat(client.closed).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void aThousandRequestsLeaveNoTimersBehind() {
        FakeConnection client = rig.client();
        for (int i = 0; i < 1000; i++) {
            client.says(get("/nothing"));
        }
        assertThat(client.timers()).isLessThanOrEqualTo(5);
    }

    @Test
    void aBodyMustComeAtAKibibyteASecond() {
        FakeConnection slow = rig.client();
        slow.says(post("Content-Length: 100000", ""));
        FakeConnection steady = rig.client();
        steady.says(post("Content-Length: 100000", ""));
        for (int i = 0; i < 30; i++) {
            slow.says("x".repeat(500));
            steady.says("x".repeat(1500));
            rig.advance(1_000);
        }
        assertThat(slow.heard()).startsWith("HTTP/1.1 408 ");
        assertThat(steady.heard()).isEmpty();
        assertThat(steady.closed).isNull();
    }

    @Test
    void anAnswerMustBeginInAMinute() {
        FakeConnection client = rig.client();
        client.says(get("/open"));
        rig.advance(59_000);
        assertThat(client.heard()).isEmpty();
        rig.advance(2_000);
        assertThat(client.heard()).startsWith("HTTP/1.1 504 ").doesNotContain("Connection: close");
        assertThat(rig.servlet().aborted).isTrue();
        client.says(get("/open"));
        assertThat(rig.servlets).hasSize(2);
        rig.servlet().says(OK);
        assertThat(client.heard()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void servletsThatCannotBeReachedAreUnavailable() {
        rig.refusesDials = true;
        FakeConnection client = rig.client();
        client.says(get("/open"));
        assertThat(client.heard()).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
        client.says(post("Content-Length: 3", "abc"));
        assertThat(client.heard()).startsWith("HTTP/1.1 503 ").contains("Connection: close");
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsReplacedOnce() {
        FakeConnection client = rig.client();
        client.says(get("/open"));
        rig.servlet().says(OK);
        client.heard();
        client.says(get("/open"));
        assertThat(rig.servlets).hasSize(1);
        rig.servlet().goes();
        assertThat(rig.servlets).hasSize(2);
        assertThat(client.heard()).isEmpty();
        rig.servlet().says(OK);
        assertThat(client.heard()).startsWith("HTTP/1.1 200 ");
        client.says(get("/open"));
        rig.servlet().goes();
        rig.servlet().goes();
        assertThat(client.heard()).startsWith("HTTP/1.1 502 ");
    }

    @Test
    void aChangeIsNeverAskedForTwiceAndTakesNoConnectionThatMayBeEnding() {
        FakeConnection client = rig.client();
        client.says(get("/open"));
        rig.servlet().says(OK);
        client.heard();
        client.says("DELETE /open HTTP/1.1\nHost: localhost\n" + AUTH + "\n");
        assertThat(rig.servlets).hasSize(2);
        rig.servlet().goes();
        assertThat(rig.servlets).hasSize(2);
        assertThat(client.heard()).startsWith("HTTP/1.1 502 ");
    }

    @Test
    void aServletThatAnswersBeforeItHasReadAllEndsTheConnection() {
        FakeConnection client = rig.client();
        client.says(post("Content-Length: 100", "abc"));
        rig.servlet().says(OK);
        assertThat(client.heard()).startsWith("HTTP/1.1 200 ").contains("Connection: close");
        client.says("more");
        rig.advance(2_500);
        assertThat(client.closed).isEqualTo(Reason.ENDED);
        assertThat(rig.servlet().closed).isNotNull();
    }

    @Test
    void aSlowReaderHoldsTheServletBack() {
        FakeConnection client = rig.client();
        client.says(get("/open"));
        client.stuck = true;
        rig.servlet().says("HTTP/1.1 200 OK\nContent-Length: 10000000\n\n");
        int pieces = 0;
        while (rig.servlet().reading && pieces < 100) {
            rig.servlet().says(ByteBuffer.allocate(32 * 1024));
            pieces++;
        }
        assertThat(client.queuedBytes()).isBetween(256 * 1024, 320 * 1024);
        client.takes();
        assertThat(rig.servlet().reading).isTrue();
    }

    @Test
    void aSlowServletHoldsTheClientBackAndIsNotTheClientsFault() {
        FakeConnection client = rig.client();
        client.says(post("Content-Length: 1000000", ""));
        rig.servlet().stuck = true;
        int pieces = 0;
        while (client.reading && pieces < 100) {
            client.says(ByteBuffer.allocate(32 * 1024));
            pieces++;
        }
        assertThat(rig.servlet().queuedBytes()).isBetween(256 * 1024, 320 * 1024);
        rig.advance(40_000);
        assertThat(client.heard()).isEmpty();
        rig.servlet().takes();
        assertThat(client.reading).isTrue();
        rig.servlet().stuck = true;
        client.says(ByteBuffer.allocate(300 * 1024));
        rig.advance(61_000);
        assertThat(client.heard()).startsWith("HTTP/1.1 504 ");
    }

    @Test
    void anUpgradeMakesATunnel() {
        FakeConnection client = rig.client();
        client.says("GET /open HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: websocket\n\n");
        assertThat(client.reading).isFalse();
        assertThat(rig.servlet().heard()).endsWith("Connection: Upgrade\nUpgrade: websocket\n\n");
        rig.servlet().says("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n\nfirst");
        assertThat(client.heard())
                .startsWith("HTTP/1.1 101 ")
                .endsWith("Connection: Upgrade\nUpgrade: websocket\n\nfirst");
        assertThat(client.reading).isTrue();
        client.says("\u0001GET / HTTP/1.1");
        assertThat(rig.servlet().heard()).isEqualTo("\u0001GET / HTTP/1.1");
        rig.servlet().says("\u0002");
        assertThat(client.heard()).isEqualTo("\u0002");
        rig.advance(3_500_000);
        assertThat(client.closed).isNull();
        rig.servlet().goes();
        assertThat(client.closed).isEqualTo(Reason.ENDED);
    }

    @Test
    void aTunnelEndsWithTheClientAndHoldsBackToo() {
        FakeConnection client = rig.client();
        client.says("GET /open HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: x\n\n");
        rig.servlet().says("HTTP/1.1 101 Switching Protocols\nUpgrade: x\nConnection: Upgrade\n\n");
        rig.servlet().stuck = true;
        client.says(ByteBuffer.allocate(300 * 1024));
        assertThat(client.reading).isFalse();
        rig.servlet().takes();
        assertThat(client.reading).isTrue();
        client.stuck = true;
        rig.servlet().says(ByteBuffer.allocate(300 * 1024));
        assertThat(rig.servlet().reading).isFalse();
        client.takes();
        assertThat(rig.servlet().reading).isTrue();
        client.goes();
        assertThat(rig.servlet().aborted).isTrue();
    }

    @Test
    void whoGoesOnBeforeTheProtocolIsChangedIsCutOff() {
        FakeConnection client = rig.client();
        client.says("GET /open HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: x\n\n" + get("/open"));
        rig.servlet().says("HTTP/1.1 101 Switching Protocols\nUpgrade: x\nConnection: Upgrade\n\n");
        assertThat(client.aborted).isTrue();
        assertThat(rig.servlet().aborted).isTrue();
    }

    @Test
    void anUpgradeThatIsRefusedGoesOnAsHttp() {
        FakeConnection client = rig.client();
        client.says("GET /open HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: x\n\n");
        rig.servlet().says(OK);
        assertThat(client.heard()).startsWith("HTTP/1.1 200 ");
        client.says(get("/nothing"));
        assertThat(client.heard()).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aServletCannotChangeTheProtocolUnasked() {
        FakeConnection client = rig.client();
        client.says(get("/open"));
        rig.servlet().says("HTTP/1.1 101 Switching Protocols\nUpgrade: x\nConnection: Upgrade\n\nHTTP/1.1 200 OK\n\n");
        assertThat(client.heard()).startsWith("HTTP/1.1 502 ").doesNotContain("101");
    }

    @Test
    void whatIsAskedForWhenTheClientIsGoneIsGivenUp() {
        FakeConnection client = rig.client();
        client.says(get("/open"));
        client.goes();
        assertThat(rig.servlet().aborted).isTrue();
        FakeConnection waiting = rig.client();
        rig.users.slowly = new CompletableFuture<>();
        waiting.says("GET /admin HTTP/1.1\nHost: localhost\n" + AUTH + "\n");
        waiting.goes();
        rig.users.slowly.complete(null);
        rig.settle();
        assertThat(rig.servlets).hasSize(1);
    }

    @Test
    void bytesThatComeWhileCredentialsAreCheckedWait() {
        FakeConnection client = rig.client();
        rig.users.slowly = new CompletableFuture<>();
        client.says("POST /admin HTTP/1.1\nHost: localhost\nContent-Length: 6\n" + AUTH + "\nabc");
        client.says("def");
        assertThat(client.reading).isFalse();
        rig.users.slowly.complete(null);
        rig.settle();
        assertThat(rig.servlet().heard()).endsWith("\n\nabcdef");
        assertThat(client.reading).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\nabc\n", "-1\nabc\n", "3\nabcd\n"})
    void aMalformedChunkEndsTheConnection(String chunk) {
        FakeConnection client = rig.client();
        client.says(post("Transfer-Encoding: chunked", chunk));
        assertThat(client.heard()).startsWith("HTTP/1.1 400 ").contains("Connection: close");
        assertThat(rig.servlet().aborted).isTrue();
    }

    @Test
    void whatComesAfterAMalformedRequestIsNotLookedAt() {
        FakeConnection client = rig.client();
        client.says("GET / HTTP/1.1\nHost: a\nHost: b\n\n" + get("/open"));
        assertThat(client.heard()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1 ");
        client.says(get("/open"));
        assertThat(rig.servlets).isEmpty();
    }

    @Test
    void nothingLongIsKept() {
        FakeConnection client = rig.client();
        client.says("GET /" + "a".repeat(1_000_000));
        assertThat(client.heard()).startsWith("HTTP/1.1 414 ");
        client.says("a".repeat(1_000_000));
        assertThat(client.heard()).isEmpty();
    }
}
