/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static io.sluice.protocol.rtsp.RtspRig.URL;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Role;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtp.Rtcp;
import io.sluice.lib.rtp.RtcpReader;
import io.sluice.lib.rtp.RtcpWriter;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Viewers who want datagrams. */
class UdpPlayTest {
    private static final String UDP = "Transport: RTP/AVP;unicast;client_port=";
    private RtspRig rig = new RtspRig();

    /** Sets both medias up; gives the Session header. */
    private String setUp() {
        rig.ask("DESCRIBE", URL);
        RtspResponse first = rig.ask("SETUP", URL + "/trackID=0", UDP + "5000-5001");
        String session = "Session: " + first.header("Session");
        assertThat(rig.ask("SETUP", URL + "/trackID=1", UDP + "5002-5003", session)
                        .status())
                .isEqualTo(200);
        return session;
    }

    private String play() {
        String session = setUp();
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
        return session;
    }

    private static RtspResponse ask(RtspRig visitor, RtspRig home, String method, String... headers) {
        RtspResponse early = visitor.ask(method, URL, headers);
        home.connection.settle();
        visitor.connection.settle();
        List<RtspResponse> all = visitor.responses();
        return early != null ? early : all.get(all.size() - 1);
    }

    private static ByteBuffer report() {
        ByteBuffer out = ByteBuffer.allocate(200);
        RtcpWriter.receiverReport(out, 1, List.of(), "viewer");
        return out.flip();
    }

    private static String basic(String user, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theAnswerNamesThePortsAndTheyAreThePeersOnly() {
        rig.ask("DESCRIBE", URL);
        RtspResponse answer = rig.ask("SETUP", URL + "/trackID=0", UDP + "5000-5001");

        assertThat(answer.header("Transport"))
                .matches("RTP/AVP;unicast;client_port=5000-5001;server_port=8556-8557;ssrc=[0-9A-F]{8}");
        assertThat(answer.header("Session")).endsWith(";timeout=60");
        assertThat(rig.datagrams.ports).hasSize(2).allMatch(port -> port.options.shared());
        assertThat(rig.datagrams.ports.get(0).peer).hasToString("/127.0.0.1:5000");
        assertThat(rig.datagrams.ports.get(1).peer).hasToString("/127.0.0.1:5001");
        assertThat(rig.datagrams.ports.get(0).options.address())
                .isEqualTo(rig.connection.local().getAddress());
    }

    @Test
    void allTracksLeaveInOneFlowAndTheAnswerComesFirst() {
        String session = setUp();
        RtspResponse answer = rig.ask("PLAY", URL, session);

        assertThat(answer.header("RTP-Info"))
                .matches("url=\\Q" + URL + "\\E/trackID=0;seq=\\d+;rtptime=\\d+,url=\\Q" + URL
                        + "\\E/trackID=1;seq=\\d+;rtptime=\\d+");
        assertThat(rig.registry.joins.get(0).keys).containsExactly("[11, 12] rtsp-udp/0-1:96,2-3:8");
        assertThat(rig.datagrams.flows).hasSize(1);
        assertThat(rig.datagrams.flows.get(0).targets).hasSize(4);
        assertThat(rig.registry.joins.get(0).transport).isEqualTo("udp");
        assertThat(rig.connection.cursor).isNull();
    }

    @Test
    void pausesAndGoesOn() {
        String session = play();
        for (int i = 0; i < 2; i++) {
            assertThat(rig.ask("PAUSE", URL, session).status()).isEqualTo(200);
        }
        assertThat(rig.datagrams.flows.get(0).detached).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
        }
        assertThat(rig.datagrams.flows).hasSize(2);
        assertThat(rig.datagrams.flows.get(1).detached).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "RTP/AVP;unicast;client_port=0-0, 461",
        "RTP/AVP;unicast;client_port=70000-70001, 461",
        "RTP/AVP;unicast;client_port=53-54, 461",
        "RTP/AVP;unicast;client_port=5000-5000, 461",
        "RTP/AVP;unicast, 461",
        "RTP/AVP;unicast;client_port=5000-5001;destination=192.0.2.1, 461",
        "RTP/AVP;unicast;client_port=5000-5001;destination=127.0.0.1, 200",
        "RTP/AVP/UDP;unicast;client_port=5000, 200",
        "RTP/AVP;multicast, 461",
        "RTP/SAVP;unicast;client_port=5000-5001, 461",
        "RTP/AVP;unicast;client_port=5000-5001;mode=record, 461",
    })
    void onlyThePeersOwnPortsAreServed(String transport, int status) {
        rig.ask("DESCRIBE", URL);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", "Transport: " + transport)
                        .status())
                .isEqualTo(status);
        assertThat(rig.datagrams.ports).hasSize(status == 200 ? 2 : 0);
    }

    @Test
    void whatComesByTlsDoesNotLeaveInTheClear() {
        rig.connection.secure = true;
        rig.ask("DESCRIBE", URL);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", UDP + "5000-5001").status())
                .isEqualTo(461);
    }

    @Test
    void theFirstAlternativeIsChosen() {
        rig.ask("DESCRIBE", URL);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", UDP + "5000-5001,RTP/AVP/TCP;unicast;interleaved=0-1")
                        .header("Transport"))
                .startsWith("RTP/AVP;unicast;client_port=5000-5001");
    }

    @Test
    void allMediasTravelTheSameWay() {
        rig.ask("DESCRIBE", URL);
        RtspResponse first = rig.ask("SETUP", URL + "/trackID=0", UDP + "5000-5001");
        assertThat(rig.ask("SETUP", URL + "/trackID=1", RtspRig.TCP, "Session: " + first.header("Session"))
                        .status())
                .isEqualTo(461);
    }

    @Test
    void otherPortsAreTakenWhenTheConfiguredOnesAreNotFree() {
        rig.datagrams.taken.add(8557);
        rig.ask("DESCRIBE", URL);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", UDP + "5000-5001").header("Transport"))
                .contains("server_port=40000-40001");
        assertThat(rig.datagrams.open()).hasSize(2);
    }

    @Test
    void whenNoPortIsFreeTheClientMayComeByTcp() {
        rig.datagrams.none = true;
        rig.ask("DESCRIBE", URL);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", UDP + "5000-5001").status())
                .isEqualTo(461);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", RtspRig.TCP).status()).isEqualTo(200);
    }

    /** */
    @Test
    void aViewerWhoSaysNothingIsFreedAfterAMinute() {
        play();
        rig.connection.advance(59_000);
        assertThat(rig.connection.closed).isNull();
        rig.connection.advance(1_000);
        assertThat(rig.connection.closed).isEqualTo(Reason.TIMEOUT);
        assertThat(rig.registry.joins.get(0).closed).isTrue();
        assertThat(rig.datagrams.open()).isEmpty();
        assertThat(rig.datagrams.flows.get(0).detached).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RTCP", "GET_PARAMETER", "SET_PARAMETER", "OPTIONS"})
    void aSignOfLifeKeepsItAlive(String sign) {
        String session = play();
        for (int i = 0; i < 5; i++) {
            rig.connection.advance(50_000);
            if (sign.equals("RTCP")) {
                rig.datagrams.ports.get(3).receive(report());
            } else {
                rig.ask(sign, URL, session);
            }
        }
        assertThat(rig.connection.closed).isNull();
    }

    @Test
    void anythingElseAtItsPortsDoesNot() {
        play();
        for (int i = 0; i < 6; i++) {
            rig.connection.advance(10_000);
            rig.datagrams.ports.get(0).receive(report());
            rig.datagrams.ports.get(1).receive(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        }
        assertThat(rig.connection.closed).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void aViewerWhosePortIsClosedIsFreed() {
        play();
        FakeDatagrams.Port rtp = rig.datagrams.ports.get(0);
        FakeDatagrams.Port rtcp = rig.datagrams.ports.get(1);
        for (int i = 0; i < 10; i++) {
            rtp.handler.unreachable("nobody listens there");
            rtcp.handler.unreachable("nobody listens there");
        }
        assertThat(rig.connection.closed).as("too early").isNull();
        rig.connection.advance(1_000);
        rtcp.handler.unreachable("nobody listens there");
        assertThat(rig.connection.closed).as("RTCP alone").isNull();
        rtp.handler.unreachable("nobody listens there");
        rig.connection.settle();
        assertThat(rig.connection.closed).isEqualTo(Reason.UNREACHABLE);
        assertThat(rig.datagrams.open()).isEmpty();
    }

    /** */
    @Test
    void theSessionOutlivesItsConnectionAndTheSameUserMayComeAgain() {
        String session = play();
        rig.connection.close(Reason.ENDED, "the peer closed the connection");
        rig.connection.settle();
        assertThat(rig.datagrams.flows.get(0).detached).isFalse();
        rig.connection.advance(40_000);

        RtspRig again = rig.again("127.0.0.1");
        RtspResponse alive = ask(again, rig, "GET_PARAMETER", session);
        assertThat(alive.status()).isEqualTo(200);
        assertThat(alive.header("Session")).isEqualTo(session.substring(9));
        rig.connection.advance(40_000);
        assertThat(rig.datagrams.open()).as("kept alive").hasSize(4);
        assertThat(ask(again, rig, "PAUSE", session).status()).isEqualTo(200);
        assertThat(rig.datagrams.flows.get(0).detached).isTrue();
        assertThat(ask(again, rig, "PLAY", session).status()).isEqualTo(200);
        rig.connection.settle();
        assertThat(rig.datagrams.flows).hasSize(2);
        assertThat(ask(again, rig, "TEARDOWN", session).status()).isEqualTo(200);
        assertThat(rig.datagrams.open()).isEmpty();
        assertThat(rig.registry.joins.get(0).closed).isTrue();
        assertThat(ask(again, rig, "GET_PARAMETER", session).status()).isEqualTo(454);
    }

    /** */
    @Test
    void alonePassedTheTimeItIsFreed() {
        play();
        rig.connection.close(Reason.RESET, "the peer reset the connection");
        rig.connection.settle();
        rig.connection.advance(59_000);
        assertThat(rig.datagrams.open()).hasSize(4);
        rig.connection.advance(1_000);
        assertThat(rig.datagrams.open()).isEmpty();
        assertThat(rig.registry.joins.get(0).closed).isTrue();
    }

    /** R-10, S-40. */
    @Test
    void nobodyElseMayAskForASession() {
        rig = new RtspRig("192.0.2.7");
        rig.basic = true;
        rig.users.with("ann", "a", Role.VIEWER).with("bob", "b", Role.VIEWER);
        rig.ask("DESCRIBE", URL, basic("ann", "a"));
        RtspResponse first = rig.ask("SETUP", URL + "/trackID=0", UDP + "5000-5001");
        String session = "Session: " + first.header("Session");
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
        rig.connection.close(Reason.ENDED, "the peer closed the connection");
        rig.connection.settle();

        for (String method : List.of("TEARDOWN", "PAUSE", "GET_PARAMETER", "PLAY", "SETUP", "OPTIONS")) {
            assertThat(ask(rig.again("192.0.2.7"), rig, method, session).status())
                    .as(method)
                    .isEqualTo(401);
            assertThat(ask(rig.again("192.0.2.7"), rig, method, session, basic("bob", "b"))
                            .status())
                    .as(method)
                    .isEqualTo(454);
            assertThat(ask(rig.again("192.0.2.8"), rig, method, session, basic("ann", "a"))
                            .status())
                    .as(method)
                    .isEqualTo(454);
        }
        assertThat(rig.datagrams.flows.get(0).detached).isFalse();
        assertThat(ask(rig.again("192.0.2.7"), rig, "TEARDOWN", session, basic("ann", "a"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aloneItEndsWithItsUser() {
        rig = new RtspRig("192.0.2.7");
        rig.basic = true;
        rig.users.with("ann", "a", Role.VIEWER);
        rig.ask("DESCRIBE", URL, basic("ann", "a"));
        RtspResponse first = rig.ask("SETUP", URL + "/trackID=0", UDP + "5000-5001");
        rig.ask("PLAY", URL, "Session: " + first.header("Session"));
        rig.connection.close(Reason.ENDED, "the peer closed the connection");
        rig.connection.settle();
        rig.users.remove("ann");
        rig.connection.advance(8_000);
        assertThat(rig.datagrams.open()).isEmpty();
    }

    @Test
    void whenTheFeedEndsPlayersAreTold() throws Exception {
        play();
        rig.datagrams.flows.get(0).ended.accept(Reason.ENDED);
        rig.connection.settle();
        for (int rtcp : List.of(1, 3)) {
            byte[] last = rig.datagrams.ports.get(rtcp).sent.get(0);
            assertThat(RtcpReader.read(ByteBuffer.wrap(last))).anyMatch(Rtcp.Bye.class::isInstance);
        }
        assertThat(rig.connection.closed).isNotNull();
        assertThat(rig.datagrams.open()).isEmpty();
    }

    @Test
    void whenTheServerEndsPlayersAreToldAloneOrNot() throws Exception {
        play();
        rig.connection.close(Reason.ENDED, "the peer closed the connection");
        rig.connection.settle();
        rig.context.udp().end();
        rig.connection.settle();
        byte[] last = rig.datagrams.ports.get(1).sent.get(0);
        assertThat(RtcpReader.read(ByteBuffer.wrap(last))).anyMatch(Rtcp.Bye.class::isInstance);
        assertThat(rig.datagrams.open()).isEmpty();
        assertThat(rig.registry.joins.get(0).closed).isTrue();
    }

    @Test
    void aloneItCanBeEndedByTheRegistry() {
        play();
        rig.connection.close(Reason.ENDED, "the peer closed the connection");
        rig.connection.settle();
        rig.registry.joins.get(0).consumer.ended(Reason.KICKED, "by an administrator");
        rig.connection.settle();
        rig.connection.advance(1_000);
        assertThat(rig.datagrams.open()).isEmpty();
    }

    @Test
    void beforePlayItGoesWithItsConnection() {
        setUp();
        rig.connection.close(Reason.ENDED, "the peer closed the connection");
        rig.connection.settle();
        assertThat(rig.datagrams.open()).isEmpty();
    }
}
