/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static io.sluice.protocol.rtsp.RtspRig.TCP;
import static io.sluice.protocol.rtsp.RtspRig.URL;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Role;
import io.sluice.api.media.Bytes;
import io.sluice.api.net.ConnectionRecord;
import io.sluice.api.stream.Handover;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.ClientAuthentication;
import io.sluice.lib.rtsp.Credentials;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The bundle is replaced under a client, at every moment of its session. */
class HandOverTest {
    private final RtspRig rig = new RtspRig();

    private String play() {
        String session = rig.setUp(0, 1);
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
        return session;
    }

    @Test
    void aViewerThatPlaysGoesOn() {
        String session = play();
        Object cursor = rig.connection.cursor;

        assertThat(rig.replace()).isNotNull();

        assertThat(rig.connection.cursor).isSameAs(cursor);
        assertThat(rig.connection.closed).isNull();
        assertThat(rig.registry.joins).hasSize(1);
        var joined = rig.registry.joins.get(0);
        assertThat(joined.handedOver).isFalse();
        assertThat(joined.closed).isFalse();
        assertThat(joined.keys).hasSize(2);
        assertThat(joined.keys.get(1)).isEqualTo(joined.keys.get(0));
        assertThat(rig.ask("GET_PARAMETER", URL, session).status()).isEqualTo(200);
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", TCP, session).status()).isEqualTo(455);
        assertThat(rig.ask("PAUSE", URL, session).status()).isEqualTo(200);
        assertThat(rig.connection.cursor).isNull();
        assertThat(rig.ask("PLAY", URL, session).header("RTP-Info")).contains("trackID=1;seq=");
        assertThat(rig.ask("TEARDOWN", URL, session).status()).isEqualTo(200);
        assertThat(joined.closed).isTrue();
    }

    @Test
    void everyStepMayBeAnsweredByAnotherVersion() {
        rig.ask("DESCRIBE", URL);
        rig.replace();
        RtspResponse first = rig.ask("SETUP", URL + "/trackID=0", TCP);
        assertThat(first.header("Transport")).contains("interleaved=0-1");
        rig.replace();
        String session = "Session: " + first.header("Session");
        RtspResponse second = rig.ask("SETUP", URL + "/trackID=1", TCP, session);
        assertThat(second.header("Transport")).as("channels are remembered").contains("interleaved=2-3");
        rig.replace();
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
        rig.replace();
        assertThat(rig.ask("TEARDOWN", URL, session).status()).isEqualTo(200);
        rig.replace();
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(454);
        assertThat(rig.registry.joins).hasSize(1);
    }

    @Test
    void aRequestThatWaitsForTheStreamIsAnsweredOnceByTheNext() {
        rig.registry.slow = true;
        assertThat(rig.ask("DESCRIBE", URL)).isNull();
        assertThat(rig.ask("OPTIONS", URL)).isNull();

        rig.replace();
        rig.registry.pending.forEach(Runnable::run);
        rig.connection.settle();

        assertThat(rig.responses()).extracting(answer -> answer.header("CSeq")).containsExactly("1", "2");
        assertThat(rig.responses()).extracting(RtspResponse::status).containsOnly(200);
        assertThat(rig.registry.joins).hasSize(2);
        assertThat(rig.registry.joins.get(0).closed)
                .as("the join of the old version")
                .isTrue();
        assertThat(rig.registry.joins.get(1).closed).isFalse();
    }

    @Test
    void aPlayThatWaitsForItsFeedIsAnsweredOnceByTheNext() {
        String session = rig.setUp(0);
        rig.registry.slowFeeds = true;
        assertThat(rig.ask("PLAY", URL, session)).isNull();
        int before = rig.responses().size();

        rig.replace();
        rig.registry.pending.forEach(Runnable::run);
        rig.connection.settle();

        assertThat(rig.responses()).hasSize(before + 1);
        assertThat(rig.responses().get(before).status()).isEqualTo(200);
        assertThat(rig.connection.cursor).isNotNull();
    }

    @Test
    void aMessageThatIsCutByTheReplacementIsPutTogether() {
        rig.ask("DESCRIBE", URL);
        for (String whole : new String[] {
            "\r\nOPTIONS * RTSP/1.0\r\nCSeq: 9\r\nX-Text: \u00e4\r\n\r\n",
            "SET_PARAMETER * RTSP/1.0\r\nCSeq: 9\r\nContent-Length: 4\r\n\r\nab\r\n",
            "$\1\0\4abcdOPTIONS * RTSP/1.0\r\nCSeq: 9\r\n\r\n"
        }) {
            for (int cut = 1; cut < whole.length(); cut++) {
                int before = rig.responses().size();
                rig.send(whole.substring(0, cut));
                rig.replace();
                rig.send(whole.substring(cut));
                assertThat(rig.responses()).as("cut at %d: %s", cut, whole).hasSize(before + 1);
                assertThat(rig.responses().get(before).header("CSeq")).isEqualTo("9");
            }
        }
        assertThat(rig.connection.closed).isNull();
    }

    @Test
    void aPublisherIsNotHandedOver() {
        rig.askWithBody("ANNOUNCE", "rtsp://localhost/in", """
                v=0
                m=video 0 RTP/AVP 96
                a=rtpmap:96 H264/90000
                a=control:streamid=0
                """);
        assertThat(rig.registry.publications).hasSize(1);
        assertThat(rig.replace()).isNull();
    }

    @Test
    void aSessionWhoseStreamHasEndedIsNotHandedOver() {
        play();
        rig.registry.joins.get(0).consumer.ended(Reason.REMOVED, "gone");
        rig.connection.settle();
        assertThat(rig.replace()).isNull();
    }

    @Test
    void aSubscriptionThatEndedMeanwhileCannotBeTakenUp() {
        play();
        ConnectionRecord left = rig.connection.handler.handOver();
        rig.registry.joins.get(0).handedOver = false;
        assertThat(rig.resume(left)).isFalse();
    }

    @Test
    void theFarewellEndsEveryTrackThatPlays() {
        play();
        Bytes farewell = rig.connection.handler.handOver().farewell();
        ByteBuffer all = farewell.asBuffer();
        int byes = 0;
        for (int channel = 1; all.hasRemaining(); channel += 2) {
            assertThat(all.get()).isEqualTo((byte) '$');
            assertThat(all.get()).isEqualTo((byte) channel);
            int length = all.getShort();
            byte[] packet = new byte[length];
            all.get(packet);
            byes += indexOfBye(packet) >= 0 ? 1 : 0;
        }
        assertThat(byes).isEqualTo(2);
        var described = new RtspRig();
        described.ask("DESCRIBE", URL);
        assertThat(described.connection.handler.handOver().farewell().isEmpty()).isTrue();
    }

    private static int indexOfBye(byte[] packet) {
        for (int at = 0; at + 4 <= packet.length; ) {
            if ((packet[at + 1] & 0xFF) == 203) {
                return at;
            }
            at += 4 * (1 + ((packet[at + 2] & 0xFF) << 8 | packet[at + 3] & 0xFF));
        }
        return -1;
    }

    @Test
    void aUserStaysWhoItIsAndIsAskedAgainWhetherItMay() {
        rig.users.with("tom", "cat", Role.VIEWER, "cam");
        ClientAuthentication tom = tom();
        rig.setUp(0);
        rig.replace();
        assertThat(rig.registry.joins.get(0).request.user()).isEqualTo("tom");
        rig.connection.advance(9_000);
        assertThat(rig.connection.closed).isNull();
        rig.users.remove("tom");
        rig.users.with("eve", "dog", Role.VIEWER);
        rig.connection.advance(9_000);
        assertThat(rig.connection.closed).isEqualTo(Reason.FORBIDDEN);
        assertThat(tom).isNotNull();
    }

    /** Logs in and describes. */
    private ClientAuthentication tom() {
        var tom = new ClientAuthentication(new Credentials("tom", "cat"), false);
        assertThat(tom.challenged(rig.ask("DESCRIBE", URL))).isTrue();
        assertThat(ask(tom).status()).isEqualTo(200);
        return tom;
    }

    private RtspResponse ask(ClientAuthentication client) {
        return rig.ask("DESCRIBE", URL, "Authorization: " + client.authorization("DESCRIBE", URL));
    }

    @Test
    void anAnswerToTheOldVersionsChallengeIsOnlyTooOld() {
        rig.users.with("tom", "cat", Role.VIEWER, "cam");
        var tom = new ClientAuthentication(new Credentials("tom", "cat"), false);
        assertThat(tom.challenged(rig.ask("DESCRIBE", URL))).isTrue();
        rig.replace();
        RtspResponse again = ask(tom);
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.headers().all("WWW-Authenticate")).allMatch(field -> field.contains("stale=true"));
        assertThat(tom.challenged(again)).isTrue();
        assertThat(ask(tom).status()).isEqualTo(200);
    }

    @Test
    void aLoginThatIsBeingCheckedIsCheckedAgainByTheNext() {
        rig.users.with("tom", "cat", Role.VIEWER, "cam");
        var tom = new ClientAuthentication(new Credentials("tom", "cat"), false);
        assertThat(tom.challenged(rig.ask("DESCRIBE", URL))).isTrue();
        rig.users.slow = true;
        assertThat(ask(tom)).isNull();
        rig.replace();
        rig.users.pending.forEach(Runnable::run);
        rig.connection.settle();
        assertThat(rig.responses()).hasSize(2);
        assertThat(rig.responses().get(1).header("WWW-Authenticate")).contains("stale=true");
    }

    @Test
    void whatAnotherVersionWroteOrBrokeIsRefused() {
        play();
        Handover left = rig.connection.handler.handOver().state();
        assertThat(SessionRecord.of(left)).isNotNull();
        assertThat(SessionRecord.of(new Handover(left.format(), left.version() + 1, left.state())))
                .isNull();
        assertThat(SessionRecord.of(new Handover("something-else", left.version(), left.state())))
                .isNull();
        byte[] state = left.state().toByteArray();
        for (int length = 0; length < state.length; length++) {
            assertThat(SessionRecord.of(
                            new Handover(left.format(), left.version(), Bytes.of(Arrays.copyOf(state, length)))))
                    .as("the first %d of %d bytes", length, state.length)
                    .isNull();
        }
        for (int at = 0; at < state.length; at++) {
            byte[] broken = state.clone();
            broken[at] ^= (byte) 0x80;
            SessionRecord.of(new Handover(left.format(), left.version(), Bytes.of(broken)));
        }
    }
}
