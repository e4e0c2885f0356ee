/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static io.sluice.protocol.rtsp.RtspRig.URL;
import static io.sluice.protocol.rtsp.RtspRig.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.TalkRequest;
import io.sluice.api.stream.TalkSession;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Speaking to the device behind a stream (ONVIF Streaming Specification, 5.3). */
class BackChannelTest {
    private static final String REQUIRE = "Require: www.onvif.org/ver20/backchannel";
    private static final String BACK = URL + "/trackID=900";
    private static final String CHANNELS = "Transport: RTP/AVP/TCP;unicast;interleaved=4-5";
    private static final String DATAGRAMS = "Transport: RTP/AVP;unicast;client_port=6000-6001";
    private static final Codec PCMU = Codec.of(Codec.PCMU, 8000, 1);
    private static final Codec PCMA = Codec.of(Codec.PCMA, 8000, 1);
    private static final Codec OPUS = Codec.of(Codec.OPUS, 48_000, 2);

    private final RtspRig rig = new RtspRig();
    private final List<TalkRequest> asked = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private final List<CompletableFuture<TalkSession>> open = new ArrayList<>();
    private Consumer talker;
    private int sequence = 7;

    BackChannelTest() {
        rig.registry.talkable = List.of(PCMU, PCMA, OPUS);
        rig.registry.talk = (request, told) -> {
            asked.add(request);
            talker = told;
            var answer = new CompletableFuture<TalkSession>();
            open.add(answer);
            return answer;
        };
    }

    /** A turn that was granted, and what was said in it. */
    private static final class Turn implements TalkSession {
        final List<AccessUnit> heard = new ArrayList<>();
        boolean closed;

        @Override
        public String id() {
            return "turn";
        }

        @Override
        public StreamName stream() {
            return StreamName.of("cam");
        }

        @Override
        public Delivery deliver(AccessUnit unit) {
            heard.add(unit);
            return Delivery.ACCEPTED;
        }

        @Override
        public void codec(Codec codec) {
            throw new AssertionError("a turn has one codec");
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private Turn grant() {
        var turn = new Turn();
        turns.add(turn);
        open.get(open.size() - 1).complete(turn);
        rig.connection.settle();
        return turn;
    }

    private String speakable() {
        rig.ask("DESCRIBE", URL, REQUIRE);
        RtspResponse answer = rig.ask("SETUP", BACK, REQUIRE, CHANNELS);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Transport")).contains("interleaved=4-5");
        String session = "Session: " + answer.header("Session");
        assertThat(rig.ask("PLAY", URL, REQUIRE, session).status()).isEqualTo(200);
        return session;
    }

    private void say(int payloadType, int timestamp, String words) {
        rig.frame(4, packet(sequence++, payloadType, timestamp, words));
    }

    private static byte[] packet(int sequence, int payloadType, int timestamp, String words) {
        return ByteBuffer.allocate(12 + words.length())
                .put((byte) 0x80)
                .put((byte) payloadType)
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(1)
                .put(words.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .array();
    }

    private void sayInDatagram(int sequence, int timestamp, String words) {
        List<FakeDatagrams.Port> open = rig.datagrams.open();
        open.get(open.size() - 2).receive(ByteBuffer.wrap(packet(sequence, 8, timestamp, words)));
    }

    private String speakableInDatagrams() {
        rig.ask("DESCRIBE", URL, REQUIRE);
        RtspResponse answer = rig.ask("SETUP", BACK, REQUIRE, DATAGRAMS);
        assertThat(answer.header("Transport")).isEqualTo("RTP/AVP;unicast;client_port=6000-6001;server_port=8556-8557");
        return "Session: " + answer.header("Session");
    }

    private static List<String> words(Turn turn) {
        return turn.heard.stream()
                .map(unit -> java.nio.charset.StandardCharsets.US_ASCII
                        .decode(unit.payload())
                        .toString())
                .toList();
    }

    @Test
    void theDescriptionOffersAllFormatsToThoseWhoAskForThem() {
        assertThat(body(rig.ask("DESCRIBE", URL, REQUIRE)).replace("\r", ""))
                .contains("a=control:trackID=1\na=recvonly\n")
                .endsWith("""
                        m=audio 0 RTP/AVP 0 8 98
                        a=rtpmap:0 PCMU/8000
                        a=rtpmap:8 PCMA/8000
                        a=rtpmap:98 opus/48000/2
                        a=control:trackID=900
                        a=sendonly
                        """);
        assertThat(body(rig.ask("DESCRIBE", URL))).doesNotContain("sendonly", "recvonly", "trackID=900");
    }

    /** */
    @Test
    void aStreamThatCannotBeSpokenToIsDescribedWithoutIt() {
        rig.registry.talkable = List.of();
        RtspResponse answer = rig.ask("DESCRIBE", URL, REQUIRE);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer)).contains("m=video").doesNotContain("sendonly", "recvonly");
        assertThat(rig.ask("SETUP", BACK, REQUIRE, CHANNELS).status()).isEqualTo(404);
    }

    @Test
    void whoMayOnlyWatchIsNotOfferedIt() {
        rig.talk = null;
        assertThat(body(rig.ask("DESCRIBE", URL, REQUIRE))).doesNotContain("sendonly");
        assertThat(rig.ask("SETUP", BACK, REQUIRE, CHANNELS).status()).isEqualTo(403);
        assertThat(rig.ask("DESCRIBE", URL, "Require: something.else").status()).isEqualTo(551);
    }

    @Test
    void whatIsSaidFromTheFirstWordOnReachesTheDevice() {
        speakable();
        assertThat(asked).as("nobody speaks yet").isEmpty();
        say(8, 1000, "one");
        say(8, 1160, "two");
        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.codec()).isEqualTo(PCMA);
            assertThat(request.protocol()).isEqualTo("rtsp");
        });
        Turn turn = grant();
        say(8, 1320, "three");

        assertThat(words(turn)).containsExactly("one", "two", "three");
        assertThat(turn.heard.stream().map(AccessUnit::pts)).containsExactly(1000L, 1160L, 1320L);
    }

    @Test
    void aTurnEndsAfterSomeSilenceAndTheNextWordBeginsAnother() {
        speakable();
        say(0, 0, "hello");
        Turn first = grant();
        rig.connection.advance(2_000);
        say(0, 16_000, "are you there?");
        rig.connection.advance(2_900);
        assertThat(first.closed).isFalse();
        rig.connection.advance(1_100);
        assertThat(first.closed).isTrue();
        say(0, 64_000, "again");
        Turn second = grant();

        assertThat(words(first)).containsExactly("hello", "are you there?");
        assertThat(words(second)).containsExactly("again");
    }

    @Test
    void whoIsRefusedTriesAgainWhileItSpeaks() {
        speakable();
        say(0, 0, "a");
        open.get(0).completeExceptionally(new StreamException(Reason.BUSY, "ann speaks"));
        rig.connection.settle();
        rig.connection.advance(500);
        say(0, 160, "b");
        assertThat(asked).hasSize(1);
        rig.connection.advance(600);
        say(0, 320, "c");
        assertThat(asked).hasSize(2);
        assertThat(words(grant())).containsExactly("c");
    }

    @Test
    void anotherFormatIsAnotherTurn() {
        speakable();
        say(0, 0, "mu");
        Turn mu = grant();
        say(8, 160, "a");
        Turn a = grant();
        say(77, 320, "unknown");

        assertThat(mu.closed).isTrue();
        assertThat(asked.stream().map(TalkRequest::codec)).containsExactly(PCMU, PCMA);
        assertThat(words(a)).containsExactly("a");
    }

    @Test
    void pauseAndTheEndOfTheConnectionEndTheTurn() {
        String session = speakable();
        say(0, 0, "x");
        Turn first = grant();
        rig.ask("PAUSE", URL, session);
        assertThat(first.closed).isTrue();
        say(0, 160, "not heard");
        assertThat(asked).hasSize(1);
        rig.ask("PLAY", URL, session);
        say(0, 320, "y");
        Turn second = grant();
        rig.connection.close(Reason.ENDED, "gone");
        rig.connection.settle();
        assertThat(second.closed).isTrue();
    }

    @Test
    void aTurnThatIsGrantedTooLateIsGivenBack() {
        String session = speakable();
        say(0, 0, "x");
        rig.ask("TEARDOWN", URL, session);
        assertThat(grant().closed).isTrue();
    }

    @Test
    void whatCoreEndsGoesOnWithANewTurnAfterAMoment() {
        speakable();
        say(0, 0, "x");
        grant();
        talker.ended(Reason.RESET, "the camera is gone");
        rig.connection.settle();
        rig.connection.advance(1_100);
        say(0, 8_000, "y");
        assertThat(asked).hasSize(2);
    }

    @Test
    void watchingAndSpeakingAreSetUpTogether() {
        rig.ask("DESCRIBE", URL, REQUIRE);
        String session = rig.setUp(0);
        assertThat(rig.ask("SETUP", BACK, REQUIRE, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1", session)
                        .header("Transport"))
                .as("channels that are free")
                .contains("interleaved=2-3");
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
        assertThat(rig.registry.joins).hasSize(1);
    }

    @Test
    void whatIsSaidInDatagramsReachesTheDeviceInOrderAndOnce() {
        String session = speakableInDatagrams();
        sayInDatagram(6, 0, "before PLAY");
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
        sayInDatagram(7, 160, "one");
        sayInDatagram(9, 480, "three");
        sayInDatagram(9, 480, "three");
        sayInDatagram(8, 320, "two");
        Turn turn = grant();
        assertThat(words(turn)).containsExactly("one", "two", "three");

        sayInDatagram(11, 800, "five, because four is lost");
        rig.connection.advance(150);
        assertThat(words(turn)).last().isEqualTo("five, because four is lost");
        assertThat(rig.ask("TEARDOWN", URL, session).status()).isEqualTo(200);
        assertThat(turn.closed).isTrue();
        assertThat(rig.datagrams.open()).isEmpty();
    }

    @Test
    void speakingInDatagramsIsASignOfLifeOfWhoWatchesSo() {
        String session = watchAndSpeakInDatagrams();
        for (int i = 0; i < 4; i++) {
            rig.connection.advance(40_000);
            sayInDatagram(i, i * 160, "x");
        }
        assertThat(rig.connection.closed).isNull();
        assertThat(rig.ask("OPTIONS", URL, session).status()).isEqualTo(200);
    }

    private String watchAndSpeakInDatagrams() {
        rig.ask("DESCRIBE", URL, REQUIRE);
        String session = "Session: "
                + rig.ask("SETUP", URL + "/trackID=0", "Transport: RTP/AVP;unicast;client_port=5000-5001")
                        .header("Session");
        assertThat(rig.ask("SETUP", BACK, DATAGRAMS, session).status()).isEqualTo(200);
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
        return session;
    }

    @Test
    void whoseConnectionIsGoneWatchesOnButSpeaksNoMore() {
        watchAndSpeakInDatagrams();
        sayInDatagram(0, 0, "x");
        Turn turn = grant();
        rig.connection.close(Reason.ENDED, "the peer closed the connection");
        rig.connection.settle();
        assertThat(turn.closed).isTrue();
        assertThat(rig.datagrams.open()).as("ports of what is watched").hasSize(2);
        assertThat(rig.datagrams.flows.get(0).detached).isFalse();
    }

    @Test
    void whoCannotHaveDatagramsSpeaksInTheConnection() {
        rig.datagrams.none = true;
        rig.ask("DESCRIBE", URL, REQUIRE);
        assertThat(rig.ask("SETUP", BACK, REQUIRE, DATAGRAMS).status()).isEqualTo(461);
        assertThat(rig.ask("SETUP", BACK, REQUIRE, CHANNELS).status()).isEqualTo(200);
    }
}
