/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import io.sluice.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of {@code docs/conformance/rtsp-client.md} that have no better place. */
final class ToleranceTest extends ScriptedCase {
    private static final String USER = "rtsp://admin:se%20cret@127.0.0.1:";

    private void protect(String method, String... challenges) {
        camera.on(method, (request, peer) -> {
            if (!request.headers().containsKey("authorization")) {
                peer.answer(request, "401 Unauthorized", challenges);
            } else if (method.equals("PLAY")) {
                peer.ok(request, "Session: 12345678");
                peer.send(TestPackets.h264(0, 96, 10));
            } else {
                peer.ok(request, "Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER");
            }
        });
    }

    private String authorization(String method) {
        return camera.requests(method).get(1).headers().get("authorization");
    }

    @Test
    void takesAnotherSsrcThanSetupSaid() throws Exception {
        camera.on(
                "SETUP",
                (request, peer) -> peer.ok(
                        request, "Session: 1", "Transport: " + request.headers().get("transport") + ";ssrc=DEADBEEF"));
        plays();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "Content-Type: text/plain|", "Content-Type: application/sdp; charset=utf-8", "Content-Type:"
            })
    void readsTheDescriptionWhateverItsContentType(String header) throws Exception {
        camera.on("DESCRIBE", (request, peer) -> {
            String sdp = ScriptedCamera.SDP;
            String line = header == null || header.isEmpty() ? "" : header + "\r\n";
            peer.text("RTSP/1.0 200 OK\r\nCSeq: " + request.cseq() + "\r\n" + line + "Content-Length: " + sdp.length()
                    + "\r\n\r\n" + sdp);
        });
        plays();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o=- 0a1b2c3d4e5f6071 0xFFFFFFFF IN IP4 127.0.0.1",
                "o=jdoe 38990265062388.1 38990265062388 IP IP4 cam.local",
                "o=- 1 1 IN",
                "o=",
                "x=y"
            })
    void readsTheDescriptionWhateverItsOrigin(String origin) throws Exception {
        camera.sdp(ScriptedCamera.SDP.replace("o=- 1 1 IN IP4 127.0.0.1", origin));
        plays();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "url=trackID=0;seq=1;rtptime=-1",
                "url=trackID=0;seq=99999999;rtptime=18446744073709551615",
                "url=;seq=;rtptime=",
                "url=trackID=0;rtptime=3000000000",
                ";;;,,,=",
                "nonsense"
            })
    void doesNotBelieveNonsenseInRtpInfo(String info) throws Exception {
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request, "RTP-Info: " + info);
            peer.send(TestPackets.h264(0, 96, 10));
        });
        assertThat(times(plays())).startsWith(0L, 3600L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Basic realm=\"c\"; Digest realm=\"c\", nonce=\"1\"| Digest username=\"admin\", realm=\"c\"",
                "Digest realm=\"c\", nonce=\"1\", Digest realm=\"c\", nonce=\"2\", algorithm=SHA-256, Basic realm=\"c\""
                        + "| algorithm=SHA-256",
                "Digest realm=\"c\", nonce=\"2\", algorithm=SHA-256; Digest realm=\"c\", nonce=\"1\", algorithm=MD5"
                        + "| algorithm=SHA-256",
                "Digest realm=\"c\", nonce=\"2\", algorithm=SHA-512-256; Digest realm=\"c\", nonce=\"1\""
                        + "| algorithm=SHA-512-256",
                "Digest realm=\"c\", nonce=\"2\", algorithm=WHIRLPOOL; Basic realm=\"c\"| Basic YWRtaW46c2UgY3JldA==",
                "Negotiate abc; Digest realm=\"c\", nonce=\"1\", qop=\"auth-int\"| qop=auth-int",
                "Digest realm=\"c\", nonce=\"1\", qop=\"auth-int,auth\"| qop=auth, ",
                "Digest realm=c nonce=1 stale=FALSE| nonce=\"1\"",
            })
    void answersTheStrongestOfSeveralChallenges(String challenges, String expected) throws Exception {
        String[] fields = challenges.split("; ");
        for (int i = 0; i < fields.length; i++) {
            fields[i] = "WWW-Authenticate: " + fields[i];
        }
        protect("OPTIONS", fields);
        plays(USER + camera.port() + "/live", 9);
        assertThat(authorization("OPTIONS")).contains(expected);
    }

    @Test
    void sendsARealmWithQuotesBackAsItCame() throws Exception {
        String realm = "realm=\"a \\\"b\\\", c\\\\d\"";
        protect("OPTIONS", "WWW-Authenticate: Digest " + realm + ", nonce=\"1\"");
        plays(USER + camera.port() + "/live", 9);
        assertThat(authorization("OPTIONS")).contains(realm);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Date: 00:00", "Date: Thu, 99 Foo 1970 25:61:61 XYZ", "Date:", "Date; nonsense without colon"})
    void doesNotReadDates(String date) throws Exception {
        camera.sdp(ScriptedCamera.SDP, date);
        plays();
    }

    @Test
    void authenticatesWhenOnlyPlayIsProtected() throws Exception {
        protect("PLAY", "WWW-Authenticate: Digest realm=\"c\", nonce=\"1\"");
        plays(USER + camera.port() + "/live", 9);
        assertThat(authorization("PLAY")).startsWith("Digest username=\"admin\"");
    }

    @Test
    void endsWithTheReasonWhenPlayIsRefusedForGood() throws Exception {
        camera.on(
                "PLAY",
                (request, peer) ->
                        peer.answer(request, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"c\", nonce=\"1\""));
        Opened.Refused refused = refused(USER + camera.port() + "/live");
        assertThat(refused.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(refused.retry()).isEqualTo(Opened.Retry.CAREFULLY);
        assertThat(camera.requests("PLAY")).hasSize(2);
    }

    @Test
    void leavesOutTheApplicationOfTpLink() throws Exception {
        camera.sdp(ScriptedCamera.SDP + """
            m=application/TP-LINK 0 RTP/AVP smart/1/90000
            a=rtpmap:95 TP-LINK/90000
            a=control:track3
            """);
        plays();
        assertThat(camera.requests("SETUP")).hasSize(1);
    }

    @Test
    void playsMetadataWhenThereIsNothingElse() throws Exception {
        camera.sdp("m=application 0 RTP/AVP 107\r\na=rtpmap:107 vnd.onvif.metadata/90000\r\na=control:m\r\n");
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            for (int i = 0; i < 5; i++) {
                peer.frame(0, TestPackets.rtp(107, true, i, i * 900, 3, new byte[160]));
            }
        });
        assertThat(open()).isInstanceOf(Opened.Producing.class);
        assertThat(context.tracks()).singleElement().matches(track -> track.kind() == MediaKind.DATA);
        Await.until("metadata", SOON, () -> context.units() >= 4);
        assertThat(context.tracks().get(0).codec().name()).isEqualTo(Codec.OPAQUE);
    }
}
