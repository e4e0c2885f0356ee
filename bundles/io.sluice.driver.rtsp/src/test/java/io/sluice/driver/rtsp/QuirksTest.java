/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import io.sluice.testkit.Await;
import io.sluice.testkit.driver.RecordedTrack;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cameras as they are. */
final class QuirksTest extends ScriptedCase {
    @Test
    void playsAGoodCamera() throws Exception {
        RecordedTrack track = plays();
        assertThat(track.kind()).isEqualTo(MediaKind.VIDEO);
        assertThat(track.codec().name()).isEqualTo(Codec.H264);
        assertThat(track.codec().parameterSets()).containsExactly(Bytes.of(TestPackets.SPS), Bytes.of(TestPackets.PPS));
        assertThat(context.complete()).isTrue();
        assertThat(times(track)).startsWith(0L, 3600L, 7200L);
        assertThat(track.units().get(0).key()).isTrue();
        assertThat(camera.requests())
                .extracting(ScriptedCamera.Request::method)
                .containsExactly("OPTIONS", "DESCRIBE", "SETUP", "PLAY");
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Base: rtsp://127.0.0.1/other/, trackID=0, rtsp://127.0.0.1/other/trackID=0",
        "Content-Location: rtsp://127.0.0.1/there, trackID=0, rtsp://127.0.0.1/there/trackID=0",
        "Content-Base: /path/, trackID=0, {root}/path/trackID=0",
        "Content-Base: 127.0.0.1/path/, trackID=0, rtsp://127.0.0.1/path/trackID=0",
        "Content-Base: nonsense, trackID=0, {root}/live/trackID=0",
        "Content-Base: rtsp://u:p@127.0.0.1/b/, trackID=0, rtsp://127.0.0.1/b/trackID=0",
        "X-None: x, trackID=0, {root}/live/trackID=0",
        "X-None: x, rtsp://192.0.2.1/a/b?c=d, rtsp://192.0.2.1/a/b?c=d",
        "X-None: x, *, {root}/live",
        "X-None: x, '', {root}/live",
        "X-None: x, ?ctype=video, {root}/live?ctype=video"
    })
    void findsTheControlUrl(String header, String control, String expected) throws Exception {
        camera.sdp(ScriptedCamera.SDP.replace("trackID=0", control), header);
        plays();
        String root = "rtsp://127.0.0.1:" + camera.port();
        assertThat(camera.requests("SETUP").get(0).url()).isEqualTo(expected.replace("{root}", root));
    }

    @Test
    void keepsTheQueryInUrls() throws Exception {
        plays("rtsp://127.0.0.1:" + camera.port() + "/cam/realmonitor?channel=1&subtype=0", 5);
        assertThat(camera.requests("SETUP").get(0).url()).endsWith("/cam/realmonitor?channel=1&subtype=0/trackID=0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AB12cdEF ;timeout=60", "AB12cdEF;timeout=2", "AB12cdEF; timeout = 9", "AB12cdEF"})
    void sendsTheSessionAlone(String session) throws Exception {
        camera.on(
                "SETUP",
                (request, peer) -> peer.ok(
                        request,
                        "Session: " + session,
                        "Transport: " + request.headers().get("transport")));
        plays();
        assertThat(camera.requests("PLAY").get(0).headers()).containsEntry("session", "AB12cdEF");
    }

    @Test
    void takesTheChannelsThatTheCameraChooses() throws Exception {
        camera.on(
                "SETUP",
                (request, peer) ->
                        peer.ok(request, "Session: 1", "Transport: RTP/AVP/TCP;ssrc= d6d6627;interleaved=6-7"));
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            peer.send(TestPackets.h264(6, 96, 10));
        });
        plays();
    }

    @Test
    void toleratesAnswersWithoutCseqAndWithoutTransport() throws Exception {
        camera.on("SETUP", (request, peer) -> peer.text("RTSP/1.0 200 OK\r\nSession: 1\r\n\r\n"));
        camera.on("PLAY", (request, peer) -> {
            peer.text("RTSP/1.0 200 OK\r\n\r\n");
            peer.send(TestPackets.h264(0, 96, 10));
        });
        plays();
    }

    @Test
    void takesMediaThatComesBeforeTheAnswerToPlay() throws Exception {
        camera.on("PLAY", (request, peer) -> {
            peer.send(TestPackets.h264(0, 96, 5));
            peer.ok(request);
            peer.send(TestPackets.h264(0, 96, 1007, 108_000, 5));
        });
        assertThat(plays().count()).isGreaterThanOrEqualTo(9);
    }

    @Test
    void answersRequestsOfTheCamera() throws Exception {
        camera.on("PLAY", (request, peer) -> {
            peer.text("OPTIONS rtsp://127.0.0.1/live RTSP/1.0\r\nCSeq: 77\r\n\r\n");
            peer.text("ANNOUNCE rtsp://127.0.0.1/live RTSP/1.0\r\nCSeq: 78\r\nContent-Length: 3\r\n\r\nv=0");
            peer.ok(request);
            peer.send(TestPackets.h264(0, 96, 10));
        });
        plays();
        awaitRequest("RTSP/1.0", 2); // the driver's answers
        assertThat(camera.requests("RTSP/1.0"))
                .extracting(ScriptedCamera.Request::cseq)
                .containsExactly("77", "78");
    }

    @Test
    void findsBackAfterRubbishBetweenFrames() throws Exception {
        byte[] rubbish = new byte[3000];
        new Random(4).nextBytes(rubbish);
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            peer.send(TestPackets.h264(0, 96, 10));
            peer.send(rubbish);
            peer.send(TestPackets.h264(0, 96, 1012, 126_000, 10));
        });
        plays(camera.url(), 18);
    }

    @Test
    void findsBackAfterAWrongLength() throws Exception {
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            peer.send(TestPackets.h264(0, 96, 10));
            byte[] wrong = TestPackets.frame(0, TestPackets.rtp(96, false, 1012, 126_000, 7, TestPackets.slice(0x41)));
            wrong[3] = (byte) (wrong[3] + 100);
            peer.send(wrong);
            peer.send(TestPackets.h264(0, 96, 1013, 129_600, 20));
        });
        plays(camera.url(), 25);
    }

    @Test
    void takesMediaByteForByte() throws Exception {
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            for (byte one : TestPackets.h264(0, 96, 10)) {
                peer.send(new byte[] {one});
            }
        });
        plays();
    }

    @Test
    void believesTheWireWhenTheDescriptionLies() throws Exception {
        camera.sdp(ScriptedCamera.SDP.replace("H264", "H265"));
        assertThat(plays().codecs()).allMatch(codec -> codec.name().equals(Codec.H264));
    }

    @Test
    void believesTheWireWhenItIsH265() throws Exception {
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            peer.send(TestPackets.h265(0, 96, 10));
        });
        assertThat(plays().codecs()).allMatch(codec -> codec.name().equals(Codec.H265));
    }

    @Test
    void declaresTheTracksOfACameraThatSendsNothing() throws Exception {
        camera.on("PLAY", (request, peer) -> peer.ok(request));
        assertThat(open()).isInstanceOf(Opened.Producing.class);
        assertThat(codecs(context.tracks())).isEqualTo("[h264/90000]");
        assertThat(context.complete()).isTrue();
    }

    @Test
    void tellsTwoMediasWithOnePayloadTypeApartByTheirChannels() throws Exception {
        camera.sdp(ScriptedCamera.SDP + """
            m=audio 0 RTP/AVP 96
            a=rtpmap:96 PCMA/8000
            a=control:trackID=1
            """);
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            peer.send(TestPackets.h264(0, 96, 10));
            for (int i = 0; i < 5; i++) {
                peer.frame(2, TestPackets.rtp(96, false, i, i * 160, 3, new byte[160]));
            }
        });
        plays(camera.url(), 14);
        assertThat(codecs(context.tracks())).isEqualTo("[h264/90000, pcma/8000/1]");
        assertThat(context.tracks().get(1).count()).isEqualTo(5);
    }

    @Test
    void leavesOutPacketsOfAnotherFormat() throws Exception {
        camera.sdp(ScriptedCamera.SDP.replace("RTP/AVP 96", "RTP/AVP 96 97"));
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            peer.frame(0, TestPackets.rtp(97, true, 5, 5, 99, TestPackets.slice(0x65)));
            peer.send(TestPackets.h264(0, 96, 10));
        });
        assertThat(plays().units().get(0).pts()).isZero();
    }

    @Test
    void setsUpOnlyTheMediaThatIsWanted() throws Exception {
        camera.sdp(ScriptedCamera.SDP + "m=audio 0 RTP/AVP 8\r\na=control:trackID=1\r\n");
        plays(camera.url() + "#media=video#transport=tcp#backchannel=0#timeout=3", 9);
        assertThat(camera.requests("SETUP")).hasSize(1);
    }

    @Test
    void goesOnWithoutAMediaThatCannotBeSetUp() throws Exception {
        camera.sdp(ScriptedCamera.SDP + "m=audio 0 RTP/AVP 8\r\na=control:trackID=1\r\n");
        camera.on("SETUP", (request, peer) -> {
            if (request.url().endsWith("trackID=1")) {
                peer.answer(request, "404 Not Found");
            } else {
                peer.ok(request, "Session: 1", "Transport: " + request.headers().get("transport"));
            }
        });
        plays();
        assertThat(codecs(context.tracks())).isEqualTo("[h264/90000]");
    }

    @Test
    void saysHowItEnded() throws Exception {
        plays();
        camera.peer().close();
        assertThat(context.awaitEnded(SOON).reason()).isEqualTo(Reason.ENDED);
        assertThat(context.awaitEnded(SOON).text()).contains("127.0.0.1:" + camera.port());
    }

    @Test
    void saysThatTheConnectionWasReset() throws Exception {
        plays();
        camera.peer().reset();
        assertThat(context.awaitEnded(SOON).reason()).isEqualTo(Reason.RESET);
    }

    @Test
    void saysThatTheCameraWentMad() throws Exception {
        plays();
        camera.peer().send(new byte[WireReader.MAX_SKIPPED_BYTES + 1]);
        assertThat(context.awaitEnded(SOON).reason()).isEqualTo(Reason.PROTOCOL_ERROR);
    }

    @Test
    void saysGoodbyeAndHangsUp() throws Exception {
        plays();
        producers.get(0).close();
        assertThat(camera.requests("TEARDOWN")).hasSize(1);
        Await.until("the connection is closed", SOON, () -> camera.openConnections() == 0);
        assertThat(context.ended()).isNull();
    }

    @Test
    void doesNotWaitForACameraThatIgnoresGoodbye() throws Exception {
        camera.on("TEARDOWN", (request, peer) -> {});
        plays();
        long from = System.nanoTime();
        producers.get(0).close();
        assertThat(System.nanoTime() - from)
                .as("long before a request is given up")
                .isLessThan(3_000_000_000L);
        Await.until("the connection is closed", SOON, () -> camera.openConnections() == 0);
    }

    @Test
    void keepsUnitsOfABurstInOrder() throws Exception {
        var burst = new ByteArrayOutputStream();
        burst.writeBytes(TestPackets.h264(0, 96, 200));
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            peer.send(burst.toByteArray());
        });
        RecordedTrack track = plays(camera.url(), 199);
        assertThat(times(track)).isSorted();
        // Baseline: what is decoded is shown.
        assertThat(track.units()).allMatch(unit -> unit.dts() == unit.pts());
    }
}
