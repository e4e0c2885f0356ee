/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static io.sluice.protocol.rtsp.RtspRig.AUDIO;
import static io.sluice.protocol.rtsp.RtspRig.TCP;
import static io.sluice.protocol.rtsp.RtspRig.URL;
import static io.sluice.protocol.rtsp.RtspRig.VIDEO;
import static io.sluice.protocol.rtsp.RtspRig.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Codec;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a viewer may ask, in which order, and what it gets. */
class PlayTest {
    private final RtspRig rig = new RtspRig();

    @Test
    void describesTheTracks() {
        RtspResponse answer = rig.ask("DESCRIBE", URL, "Accept: application/sdp");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/sdp");
        assertThat(answer.header("Content-Base")).isEqualTo(URL + "/");
        assertThat(body(answer))
                .contains("a=control:*\r\n", "a=range:npt=now-\r\n", "a=tool:")
                .contains("m=video 0 RTP/AVP 96\r\n", "packetization-mode=1", "sprop-parameter-sets=")
                .contains("m=audio 0 RTP/AVP 8\r\n")
                .contains("a=control:trackID=0\r\n", "a=control:trackID=1\r\n");
    }

    @Test
    void playsWhatWasSetUp() {
        assertThat(rig.ask("OPTIONS", "*").header("Public")).contains("PLAY", "GET_PARAMETER", "RECORD");
        rig.ask("DESCRIBE", URL);
        String session = rig.setUp(0, 1);

        RtspResponse answer = rig.ask("PLAY", URL, session);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Session")).isEqualTo(session.substring(9));
        assertThat(answer.header("RTP-Info"))
                .matches("url=\\Q" + URL + "\\E/trackID=0;seq=\\d+;rtptime=\\d+,url=\\Q" + URL
                        + "\\E/trackID=1;seq=\\d+;rtptime=\\d+");
        assertThat(rig.registry.joins).hasSize(1);
        assertThat(rig.registry.joins.get(0).keys).containsExactly("[11, 12] rtsp-tcp/0-1:96,2-3:8");
    }

    @Test
    void theSessionIsAnnouncedWithItsTimeout() {
        assertThat(rig.setUp(0)).matches("Session: [0-9a-f]{16,};timeout=60");
        assertThat(new RtspRig().setUp(0)).isNotEqualTo(rig.setUp(1));
    }

    @Test
    void theAnswerToPlayPrecedesTheFirstPacket() {
        String session = rig.setUp(0);
        rig.ask("PLAY", URL, session);

        List<Object> output = rig.connection.output;
        assertThat(output.get(output.size() - 1)).isInstanceOf(Cursor.class);
        assertThat(new String((byte[]) output.get(output.size() - 2), StandardCharsets.US_ASCII))
                .startsWith("RTSP/1.0 200");
    }

    @Test
    void onlyTheMediasThatWereSetUpFlow() {
        rig.ask("DESCRIBE", URL);
        rig.ask("PLAY", URL, rig.setUp(1));

        assertThat(rig.registry.joins.get(0).keys).containsExactly("[12] rtsp-tcp/2-3:8");
    }

    @Test
    void theServerPicksChannelsWhenTheClientDoesNot() {
        rig.ask("DESCRIBE", URL);
        RtspResponse first = rig.ask("SETUP", URL + "/trackID=0", "Transport: RTP/AVP/TCP;unicast");
        RtspResponse second =
                rig.ask("SETUP", URL + "/trackID=1", "Transport: RTP/AVP/TCP", "Session: " + first.header("Session"));

        assertThat(first.header("Transport")).contains("interleaved=0-1", "ssrc=");
        assertThat(second.header("Transport")).contains("interleaved=2-3");
    }

    @Test
    void twoTracksNeverShareChannels() {
        rig.ask("DESCRIBE", URL);
        RtspResponse first = rig.ask("SETUP", URL + "/trackID=0", TCP);
        RtspResponse second = rig.ask("SETUP", URL + "/trackID=1", TCP, "Session: " + first.header("Session"));

        assertThat(second.header("Transport")).contains("interleaved=2-3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RTP/AVP;unicast;client_port=5000-5001,RTP/AVP/TCP;unicast;interleaved=0-1",
                "RTP/AVP/TCP;multicast,RTP/AVP/TCP;unicast;interleaved=0-1;mode=\"PLAY\"",
                "RAW/RAW/UDP,rtp/avp/tcp;interleaved=0-1",
            })
    void theFirstSupportedTransportIsChosen(String transport) {
        rig.udpPort = 0;
        rig.ask("DESCRIBE", URL);
        RtspResponse answer = rig.ask("SETUP", URL + "/trackID=0", "Transport: " + transport);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Transport")).startsWith("RTP/AVP/TCP;unicast;interleaved=0-1");
    }

    @ParameterizedTest
    @CsvSource({
        "RTP/AVP;unicast;client_port=5000-5001, 461",
        "RTP/AVP/UDP;client_port=0-0, 461",
        "RTP/AVP;client_port=70000-70001, 461",
        "RTP/AVP/TCP;interleaved=0-1;mode=record, 461",
        "RTP/SAVP/TCP;interleaved=0-1, 461",
        "', ,', 400",
    })
    void othersAreRefused(String transport, int status) {
        rig.udpPort = 0;
        rig.ask("DESCRIBE", URL);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", "Transport: " + transport)
                        .status())
                .isEqualTo(status);
        assertThat(rig.registry.joins.get(0).keys).isEmpty();
        assertThat(rig.ask("OPTIONS", "*").status()).isEqualTo(200);
    }

    @Test
    void aSetupWithoutTransportIsRefused() {
        rig.ask("DESCRIBE", URL);
        assertThat(rig.ask("SETUP", URL + "/trackID=0").status()).isEqualTo(400);
    }

    /** The RFC would let a client know the tracks from elsewhere. */
    @Test
    void aSetupWantsItsDescriptionFirst() {
        assertThat(rig.ask("SETUP", URL + "/trackID=0", TCP).status()).isEqualTo(455);
        assertThat(rig.registry.joins).isEmpty();
        rig.registry.joinFailure = new StreamException(Reason.UNREACHABLE, "camera does not answer");
        rig.ask("DESCRIBE", URL);
        assertThat(rig.ask("SETUP", URL + "/trackID=0", TCP).status()).isEqualTo(455);

        rig.registry.joinFailure = null;
        rig.ask("DESCRIBE", URL);
        rig.ask("TEARDOWN", URL, rig.setUp(0));
        assertThat(rig.ask("SETUP", URL + "/trackID=0", TCP).status())
                .as("what was described once is known")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAY", "PAUSE", "TEARDOWN", "RECORD"})
    void beforeSetupNothingElseIsValid(String method) {
        assertThat(rig.ask(method, URL).status()).isEqualTo(455);
        assertThat(rig.ask(method, URL, "Session: 12345678").status()).isEqualTo(454);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAY", "PAUSE", "TEARDOWN", "RECORD", "SETUP", "GET_PARAMETER"})
    void aGuessedSessionIsNotFound(String method) {
        rig.setUp(0);

        assertThat(rig.ask(method, URL + "/trackID=1", TCP, "Session: 0011223344556677")
                        .status())
                .isEqualTo(454);
    }

    @Test
    void aSessionIsWorthNothingOnAnotherConnection() {
        String session = rig.setUp(0);

        assertThat(new RtspRig().ask("PLAY", URL, session).status()).isEqualTo(454);
    }

    @Test
    void twoSessionsOnOneConnectionAreRefused() {
        rig.setUp(0);

        assertThat(rig.ask("SETUP", URL + "/trackID=1", TCP).status()).isEqualTo(400);
    }

    @Test
    void aTrackIsSetUpOnce() {
        String session = rig.setUp(0);

        assertThat(rig.ask("SETUP", URL + "/trackID=0", TCP, session).status()).isEqualTo(400);
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
        assertThat(rig.ask("SETUP", URL + "/trackID=1", TCP, session).status()).isEqualTo(455);
    }

    @Test
    void aTrackThatIsNotDescribedIsNotFound() {
        rig.ask("DESCRIBE", URL);
        assertThat(rig.ask("SETUP", URL + "/trackID=9", TCP).status()).isEqualTo(404);
        assertThat(rig.ask("SETUP", URL, TCP).status()).isEqualTo(459);
    }

    @Test
    void pausesAndResumesOnTheSameFeed() {
        String session = rig.setUp(0);
        rig.ask("PLAY", URL, session);
        Cursor first = rig.connection.cursor;

        for (String method : List.of("PAUSE", "PAUSE", "PLAY", "PLAY")) {
            assertThat(rig.ask(method, URL, session).status()).as(method).isEqualTo(200);
        }

        assertThat(((FakeRegistry.FakeCursor) first).closed).isTrue();
        assertThat(rig.connection.cursor).isNotNull().isNotSameAs(first);
        assertThat(rig.registry.joins.get(0).keys).hasSize(1);
    }

    @Test
    void tearsDown() {
        String session = rig.setUp(0);
        rig.ask("PLAY", URL, session);

        assertThat(rig.ask("TEARDOWN", URL, session).status()).isEqualTo(200);
        assertThat(rig.connection.cursor).isNull();
        assertThat(rig.registry.joins.get(0).closed).isTrue();
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(454);
        assertThat(rig.setUp(0)).isNotEqualTo(session);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET_PARAMETER", "SET_PARAMETER", "OPTIONS"})
    void keepAlivesAreAnswered(String method) {
        assertThat(rig.ask(method, URL).status()).isEqualTo(200);
        String session = rig.setUp(0);
        assertThat(rig.askWithBody(method, URL, "ping\r\n", session).status()).isEqualTo(200);
    }

    @Test
    void unknownMethodsAndFeaturesAreRefused() {
        assertThat(rig.ask("DANCE", URL).status()).isEqualTo(501);
        assertThat(rig.ask("REDIRECT", URL).status()).isEqualTo(405);
        RtspResponse answer = rig.ask("DESCRIBE", URL, "Require: funky-feature");
        assertThat(answer.status()).isEqualTo(551);
        assertThat(answer.header("Unsupported")).isEqualTo("funky-feature");
        assertThat(rig.ask("DESCRIBE", URL, "Require: www.onvif.org/ver20/backchannel")
                        .status())
                .isEqualTo(200);
        assertThat(rig.ask("DESCRIBE", URL, "Accept: text/html").status()).isEqualTo(406);
    }

    @ParameterizedTest
    @CsvSource({"'', 400", "CSeq: -1, 400", "CSeq: abc, 400", "CSeq: 12345678901234567890, 200"})
    void theSequenceNumberMustBeOneAndIsEchoed(String header, int status) {
        rig.send("OPTIONS * RTSP/1.0\r\n" + (header.isEmpty() ? "" : header + "\r\n") + "\r\n");

        RtspResponse answer = rig.responses().get(0);
        assertThat(answer.status()).isEqualTo(status);
        if (status == 200) {
            assertThat(answer.header("CSeq")).isEqualTo("12345678901234567890");
        }
        assertThat(rig.ask("OPTIONS", "*").status()).isEqualTo(200);
    }

    @Test
    void reasonsBecomeStatusesWithATextThatPeopleCanRead() {
        assertThat(rig.ask("DESCRIBE", "rtsp://localhost/nope").status()).isEqualTo(404);
        assertThat(rig.ask("DESCRIBE", "rtsp://localhost/a%00").status()).isEqualTo(400);
        RtspResponse filter = rig.ask("DESCRIBE", URL + "?video=h999");
        assertThat(filter.status()).isEqualTo(400);
        assertThat(body(filter)).contains("allowed are");

        rig.registry.joinFailure = new StreamException(Reason.NO_COMMON_CODEC, "wanted h265, there is h264");
        RtspResponse mismatch = rig.ask("DESCRIBE", URL);
        assertThat(mismatch.status()).isEqualTo(415);
        assertThat(body(mismatch)).contains("wanted h265, there is h264");

        rig.registry.joinFailure = new StreamException(Reason.UNREACHABLE, "camera does not answer");
        assertThat(rig.ask("DESCRIBE", URL).status()).isEqualTo(503);
    }

    @Test
    void requestsAreAnsweredInTheirOrder() {
        rig.registry.slow = true;
        assertThat(rig.ask("DESCRIBE", URL)).isNull();
        assertThat(rig.ask("OPTIONS", "*")).isNull();

        rig.registry.pending.forEach(Runnable::run);
        rig.connection.settle();

        assertThat(rig.responses())
                .extracting(response -> response.header("CSeq"))
                .containsExactly("1", "2");
    }

    @Test
    void whoLeavesWhileJoiningLeavesNothingBehind() {
        rig.registry.slow = true;
        rig.ask("DESCRIBE", URL);
        rig.connection.close(Reason.RESET, "gone");
        rig.connection.settle();
        assertThat(rig.registry.joins.get(0).closed).as("at once").isTrue();

        rig.registry.pending.forEach(Runnable::run);
        rig.connection.settle();
        assertThat(rig.responses()).isEmpty();
    }

    @Test
    void aCursorThatWasNeverAttachedIsClosed() {
        rig.registry.slowFeeds = true;
        rig.ask("PLAY", URL, rig.setUp(0));
        FakeRegistry.Joined joined = rig.registry.joins.get(0);
        rig.connection.close(Reason.RESET, "gone");
        rig.registry.pending.forEach(Runnable::run);
        rig.connection.settle();

        assertThat(joined.feeds)
                .singleElement()
                .satisfies(feed -> assertThat(feed.cursors).allMatch(cursor -> cursor.closed));
        assertThat(rig.connection.cursor).isNull();
    }

    @Test
    void closingTheConnectionClosesTheSubscription() {
        rig.ask("PLAY", URL, rig.setUp(0));
        rig.connection.close(Reason.RESET, "gone");
        rig.connection.settle();

        assertThat(rig.registry.joins.get(0).closed).isTrue();
    }

    @Test
    void waitsForParameterSetsAndDescribesWithoutThemAfterTwoSeconds() {
        rig.registry.tracks = List.of(VIDEO.with(Codec.of(Codec.H264, 90_000, 0)), AUDIO);
        assertThat(rig.ask("DESCRIBE", URL)).isNull();
        rig.connection.advance(1_999);
        assertThat(rig.responses()).isEmpty();
        rig.connection.advance(1);

        assertThat(body(rig.responses().get(0))).contains("m=video").doesNotContain("sprop");
    }

    @Test
    void describesAsSoonAsTheParameterSetsAreKnown() {
        rig.registry.tracks = List.of(VIDEO.with(Codec.of(Codec.H264, 90_000, 0)));
        rig.ask("DESCRIBE", URL);

        rig.registry.tracks = List.of(VIDEO);
        rig.registry.joins.get(0).consumer.changed(List.of(), List.<Miss>of());
        rig.connection.settle();

        assertThat(body(rig.responses().get(0))).contains("sprop-parameter-sets");
    }

    /** RFC 2326 has no way to add a track to a description that was given; players come back by themselves. */
    @Test
    void whoGotOnlySoundIsSentAwayWhenThePictureIsThere() {
        List<Track> all = rig.registry.tracks;
        rig.registry.tracks = all.subList(1, 2);
        rig.ask("PLAY", URL, rig.setUp(0));
        rig.registry.joins.get(0).consumer.changed(List.of(), List.<Miss>of());
        rig.connection.advance(10_000);
        assertThat(rig.connection.closed).isNull();

        rig.registry.tracks = all;
        rig.registry.joins.get(0).consumer.changed(List.of(), List.<Miss>of());
        rig.connection.advance(10_000);

        assertThat(rig.connection.closed).isEqualTo(Reason.TRACK_CAME);
        assertThat(rig.registry.joins.get(0).closed).isTrue();
    }

    @Test
    void theEndOfTheStreamIsToldAndClosesTheConnection() {
        rig.ask("PLAY", URL, rig.setUp(0, 1));
        int before = rig.connection.sent.size();

        rig.registry.joins.get(0).consumer.ended(Reason.REMOVED, "removed by the operator");
        rig.connection.settle();
        assertThat(rig.connection.closed).isNull();
        rig.connection.endFeed(Reason.REMOVED);

        assertThat(rig.connection.closed).isEqualTo(Reason.REMOVED);
        assertThat(rig.connection.closeText).isEqualTo("removed by the operator");
        ByteBuffer byes = ByteBuffer.wrap(rig.connection.sent.toByteArray());
        byes.position(before);
        assertThat(byes.get()).isEqualTo((byte) '$');
        assertThat(byes.get()).isEqualTo((byte) 1);
    }

    @Test
    void theEndOfTheStreamClosesTheConnectionEvenWhenTheFeedDoesNotEnd() {
        rig.ask("PLAY", URL, rig.setUp(0));
        rig.registry.joins.get(0).consumer.ended(Reason.REMOVED, "removed");
        rig.connection.settle();
        rig.connection.advance(1_000);

        assertThat(rig.connection.closed).isEqualTo(Reason.REMOVED);
    }

    @Test
    void anotherStreamCanBeDescribedUntilOneIsSetUp() {
        rig.ask("DESCRIBE", URL + "?video");
        rig.ask("DESCRIBE", URL + "?audio");
        assertThat(rig.registry.joins).hasSize(2);
        assertThat(rig.registry.joins.get(0).closed).isTrue();

        String session = rig.setUp(0);
        assertThat(rig.registry.joins).hasSize(2);
        assertThat(rig.ask("DESCRIBE", "rtsp://localhost/other", session).status())
                .isEqualTo(455);
    }

    @Test
    void theFilterOfTheUrlIsWhatIsWanted() {
        rig.ask("DESCRIBE", URL + "?video=h265&audio=aac,opus");

        assertThat(rig.registry.joins.get(0).request.wants()).hasSize(2);
        assertThat(rig.registry.joins.get(0).request.remote()).isEqualTo("127.0.0.1:50123");
        assertThat(rig.registry.joins.get(0).request.session()).isEqualTo("conn-7");
    }

    @ParameterizedTest
    @CsvSource({"false, tcp", "true, tls"})
    void peopleAreToldHowMediaTravels(boolean secure, String transport) {
        var rig = new RtspRig();
        rig.connection.secure = secure;
        rig.connection.handler = new RtspConnection(
                rig.context, rig.connection, RtspConnection.carrier(rig.connection, false), () -> {});
        String session = rig.setUp(0);
        assertThat(rig.registry.joins.get(0).transport).as("before PLAY").isEmpty();
        assertThat(rig.ask("PLAY", RtspRig.URL, session).status()).isEqualTo(200);
        assertThat(rig.registry.joins.get(0).transport).isEqualTo(transport);
    }
}
