/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static io.sluice.protocol.rtsp.RtspRig.URL;
import static io.sluice.protocol.rtsp.RtspRig.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes over a connection, whole or in pieces, sense or nonsense. */
class ConnectionTest {
    private final RtspRig rig = new RtspRig();

    @Test
    void requestsMayComeByteByByte() {
        for (byte each : "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
            rig.send(ByteBuffer.wrap(new byte[] {each}));
        }

        assertThat(rig.responses()).hasSize(1);
    }

    @Test
    void framesMayStandBetweenRequests() {
        rig.ask("PLAY", URL, rig.setUp(0));
        int before = rig.responses().size();
        rig.send("$\1\0\4abcd$$\0\2xyOPTIONS * RTSP/1.0\r\nCSeq: 9\r\n\r\n");
        rig.send("$\0\0\0GET_PARAMETER * RTSP/1.0\r\nCSeq: 10\r\n\r\n");

        assertThat(rig.connection.closed).isNull();
        // The feed was attached before: its packets are not among what the rig keeps.
        assertThat(rig.responses()).hasSize(before + 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n",
                "DESCRIBE rtsp://x/cam RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 2147483647\r\n\r\n",
                "DESCRIBE rtsp://x/cam RTSP/1.0\r\nCSeq: 1\r\nContent-Length: -1\r\n\r\n",
            })
    void whatIsNotRtspIsRefusedAndTheConnectionClosed(String text) {
        rig.send(text);

        assertThat(rig.responses()).hasSize(1);
        assertThat(rig.responses().get(0).status()).isIn(400, 413, 505);
        assertThat(rig.connection.closed).isEqualTo(Reason.PROTOCOL_ERROR);
        rig.send("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n");
        assertThat(rig.responses()).hasSize(1);
    }

    @Test
    void aTransportOf64KibIsRefused() {
        rig.send("SETUP " + URL + " RTSP/1.0\r\nCSeq: 1\r\nTransport: " + "x".repeat(65_536) + "\r\n\r\n");

        assertThat(rig.responses().get(0).status()).isEqualTo(400);
        assertThat(rig.connection.closed).isNotNull();
    }

    @Test
    void whileTheUsersAreNotKnownNobodyIsServed() {
        rig.users = null;
        RtspResponse answer = rig.ask("DESCRIBE", URL);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(body(answer)).contains("users");
        assertThat(rig.registry.joins).isEmpty();
        assertThat(rig.ask("ANNOUNCE", URL).status()).isEqualTo(503);
        assertThat(rig.ask("OPTIONS", URL).status()).isEqualTo(200);
    }

    @Test
    void credentialsFromThisMachineAreTolerated() {
        assertThat(rig.ask("DESCRIBE", URL, "Authorization: Basic dXNlcjpwYXNz").status())
                .isEqualTo(200);
    }

    @Test
    void onlyWhoMayWatchOrPublishIsAdmitted() {
        rig.ask("OPTIONS", "*");
        rig.ask("DESCRIBE", "rtsp://localhost/%ZZ");
        assertThat(rig.connection.admitted).isFalse();
        rig.ask("DESCRIBE", URL);
        assertThat(rig.connection.admitted).isTrue();
    }

    /** Refusals of others' are thrown in their threads; said there, an answer would overtake or be overtaken. */
    @Test
    void refusalsWaitForTheLoopAsAnswersDo() {
        rig.registry.slow = true;
        rig.ask("DESCRIBE", "rtsp://localhost/nope");
        rig.ask("PLAY", "rtsp://localhost/nope");
        rig.registry.pending.forEach(Runnable::run);

        assertThat(rig.responses()).isEmpty();
        rig.connection.settle();
        assertThat(rig.responses()).extracting(RtspResponse::status).containsExactly(404, 455);
    }

    @Test
    void tooManyRequestsAtOnceCloseTheConnection() {
        rig.registry.slow = true;
        for (int i = 0; i < 40; i++) {
            rig.ask("DESCRIBE", URL);
        }

        assertThat(rig.connection.closed).isEqualTo(Reason.PROTOCOL_ERROR);
    }

    @Test
    void largeBodiesThatWaitCloseTheConnection() {
        rig.registry.slow = true;
        rig.ask("DESCRIBE", URL);
        for (int i = 0; i < 3; i++) {
            rig.askWithBody("ANNOUNCE", URL, "x".repeat(120_000));
        }

        assertThat(rig.connection.closed).isEqualTo(Reason.PROTOCOL_ERROR);
    }

    @Test
    void aSilentPeerIsClosed() {
        rig.connection.advance(9_000);
        assertThat(rig.connection.closed).isNull();
        rig.connection.advance(1_000);

        assertThat(rig.connection.closed).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void aRequestThatDoesNotEndIsClosed() {
        rig.ask("OPTIONS", "*");
        for (int i = 0; i < 4; i++) {
            rig.send("X");
            rig.connection.advance(4_000);
        }

        assertThat(rig.connection.closed).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void aSessionThatPlaysNeedsNoKeepAlive() {
        rig.ask("PLAY", URL, rig.setUp(0));
        rig.connection.advance(600_000);

        assertThat(rig.connection.closed).isNull();
    }

    @Test
    void aPausedSessionEndsWithoutKeepAlive() {
        String session = rig.setUp(0);
        rig.connection.advance(60_000);
        rig.ask("GET_PARAMETER", URL, session);
        rig.connection.advance(60_000);
        assertThat(rig.connection.closed).isNull();
        rig.connection.advance(20_000);

        assertThat(rig.connection.closed).isEqualTo(Reason.TIMEOUT);
        assertThat(rig.registry.joins.get(0).closed).isTrue();
    }
}
