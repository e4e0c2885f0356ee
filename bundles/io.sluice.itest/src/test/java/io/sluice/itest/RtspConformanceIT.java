/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static io.sluice.itest.RawRtsp.TCP;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.RawRtsp.Answer;
import io.sluice.itest.RawRtsp.Frame;
import io.sluice.testkit.Await;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Viewers that do everything right or wrong, over TCP and TLS: the rows of docs/conformance/rtsp-server.md
 * that need a whole server.
 */
class RtspConformanceIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final double LIP_SYNC_S = 0.04;

    private static ServerProcess server;
    private static String demo;

    private RawRtsp rtsp;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start("tls: { self_signed: true }\nstreams:\n  demo: demo:\n  a/b: demo:\n");
        demo = url("/demo");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws IOException {
        rtsp = RawRtsp.connect(server.rtspPort());
    }

    /** Whatever a test did: the server goes on. */
    @AfterEach
    void theServerIsAlive() throws IOException {
        rtsp.close();
        try (RawRtsp next = RawRtsp.connect(server.rtspPort())) {
            assertThat(next.ask("OPTIONS", demo).status()).isEqualTo(200);
        }
        assertThat(server.log()).noneMatch(line -> line.contains(" ERROR "));
    }

    private static String url(String path) {
        return "rtsp://127.0.0.1:" + server.rtspPort() + path;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void r01EveryRequestInItsOrderOverTcpAndTls(boolean tls) throws Exception {
        try (RawRtsp viewer = tls ? RawRtsp.on(overTls()) : RawRtsp.connect(server.rtspPort())) {
            assertThat(viewer.ask("OPTIONS", demo).header("Public")).contains("DESCRIBE", "SETUP", "PLAY", "TEARDOWN");
            assertThat(viewer.ask("DESCRIBE", demo).body()).contains("m=video", "m=audio");
            viewer.setUp(demo, 0, 1);
            long began = System.nanoTime();
            assertThat(viewer.ask("PLAY", demo).status()).isEqualTo(200);
            viewer.frame();
            long tookMs = (System.nanoTime() - began) / 1_000_000;
            assertThat(Duration.ofMillis(tookMs)).as("until media comes").isLessThan(Pace.of(SECOND));
            assertThat(viewer.ask("TEARDOWN", demo).status()).isEqualTo(200);
        }
    }

    private static Socket overTls() throws Exception {
        var socket = (SSLSocket) TlsTrust.any().getSocketFactory().createSocket("127.0.0.1", server.rtspPort());
        socket.startHandshake();
        return socket;
    }

    @Test
    void r03OnlyTheMediaThatWasSetUpFlows() throws IOException {
        assertThat(rtsp.play(demo, 1).status()).isEqualTo(200);
        assertThat(channels(rtsp.frames(40))).isSubsetOf(2, 3);
    }

    private static Set<Integer> channels(List<Frame> frames) {
        var channels = new HashSet<Integer>();
        frames.forEach(frame -> channels.add(frame.channel()));
        return channels;
    }

    @Test
    void r04TheServerPicksChannelsAndSendsOnThem() throws IOException {
        rtsp.ask("DESCRIBE", demo);
        Answer first = rtsp.ask("SETUP", demo + "/trackID=0", "Transport: RTP/AVP/TCP;unicast");
        rtsp.session = first.header("Session").replaceFirst(";.*", "");
        Answer second = rtsp.ask("SETUP", demo + "/trackID=1", "Transport: RTP/AVP/TCP;unicast");
        rtsp.ask("PLAY", demo);

        assertThat(first.header("Transport")).contains("interleaved=0-1");
        assertThat(second.header("Transport")).contains("interleaved=2-3");
        assertThat(channels(rtsp.frames(60))).contains(0, 2).isSubsetOf(0, 1, 2, 3);
    }

    @Test
    void r05TracksThatAskForTheSameChannelsAreNeverMixed() throws IOException {
        rtsp.ask("DESCRIBE", demo);
        Answer first = rtsp.ask("SETUP", demo + "/trackID=0", TCP);
        rtsp.session = first.header("Session").replaceFirst(";.*", "");
        assertThat(rtsp.ask("SETUP", demo + "/trackID=1", TCP).header("Transport"))
                .contains("interleaved=2-3");
        rtsp.ask("PLAY", demo);
        for (Frame frame : rtsp.frames(60)) {
            if (frame.channel() % 2 == 0) {
                int payloadType = frame.data()[1] & 0x7F;
                assertThat(payloadType).isEqualTo(frame.channel() == 0 ? 96 : 97);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/demo, 200",
        "/demo/, 200",
        "/demo?x=y, 200",
        "/demo?video=h264, 200",
        "/a/b, 200",
        "/a%2Fb, 200",
        "/nope, 404",
        "/demo/more, 404",
        "/demo/trackID=7, 404",
        "/, 400",
        "/%00, 400",
        "/../demo, 400",
    })
    void r06PathsLeadToTheStreamOrNowhere(String path, int status) throws IOException {
        assertThat(rtsp.ask("DESCRIBE", url(path)).status()).isEqualTo(path.contains("trackID") ? 200 : status);
        assertThat(rtsp.ask("DESCRIBE", "rtsp://camera.example:1234" + path).status())
                .isEqualTo(path.contains("trackID") ? 200 : status);
        if (status == 200 || path.contains("trackID")) {
            int query = path.indexOf('?');
            String track = path.contains("trackID")
                    ? path
                    : query < 0 ? path + "/trackID=0" : path.substring(0, query) + "/trackID=0" + path.substring(query);
            assertThat(rtsp.ask("SETUP", url(track), TCP).status()).isEqualTo(status);
        }
    }

    @Test
    void r07PauseAndPlayAsOftenAsOneLikes() throws IOException {
        rtsp.play(demo, 0);
        rtsp.frame();
        for (String method : List.of("PAUSE", "PAUSE", "PLAY", "PLAY")) {
            assertThat(rtsp.ask(method, demo).status()).as(method).isEqualTo(200);
        }
        rtsp.frames(100); // more than what was on its way
    }

    @Test
    void r08TheFirstTransportThatIsServedIsChosen() throws IOException {
        rtsp.ask("DESCRIBE", demo);
        Answer answer = rtsp.ask(
                "SETUP",
                demo + "/trackID=0",
                "Transport: RAW/RAW/UDP;unicast;client_port=5000-5001,RTP/SAVP/TCP;interleaved=8-9,"
                        + "RTP/AVP/TCP;unicast;interleaved=4-5,RTP/AVP/TCP;unicast;interleaved=6-7");
        assertThat(answer.header("Transport")).startsWith("RTP/AVP/TCP").contains("interleaved=4-5");
    }

    @Test
    void r09TheAnswerToPlayPrecedesTheFirstFrame() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (RawRtsp viewer = RawRtsp.connect(server.rtspPort())) {
                viewer.ask("DESCRIBE", demo);
                viewer.setUp(demo, 0, 1);
                viewer.send(viewer.request("PLAY", demo, ""));
                assertThat(viewer.next()).isInstanceOf(Answer.class);
                assertThat(viewer.next()).isInstanceOf(Frame.class);
            }
        }
    }

    @Test
    void r11AViewerThatVanishesIsGoneAtOnce() throws Exception {
        rtsp.ask("OPTIONS", demo, "User-Agent: vanishing");
        rtsp.play(demo, 0);
        long before = leavings();
        rtsp.close();
        Await.until("the viewer left", Pace.of(SECOND), () -> leavings() > before);
    }

    private static long leavings() throws IOException {
        return server.log().stream()
                .filter(line -> line.contains("event=viewer.left"))
                .count();
    }

    @Test
    void r12ReportsKeepPictureAndSoundTogether() throws IOException {
        rtsp.play(demo, 0, 1);
        double[] wallOfZero = {Double.NaN, Double.NaN};
        int[] rates = {90_000, 48_000};
        long[] rtpAtReport = new long[2];
        while (Double.isNaN(wallOfZero[0]) || Double.isNaN(wallOfZero[1])) {
            Frame frame = rtsp.frame();
            if (frame.channel() % 2 == 1) {
                ByteBuffer report = frame.buffer();
                assertThat(report.get(1) & 0xFF).as("a sender report").isEqualTo(200);
                int track = frame.channel() / 2;
                wallOfZero[track] = (report.getInt(8) & 0xFFFFFFFFL) + (report.getInt(12) & 0xFFFFFFFFL) / 4294967296.0;
                rtpAtReport[track] = report.getInt(16) & 0xFFFFFFFFL;
            }
        }
        // The moment at which each track's next packet is presented: they are about one frame apart at most.
        double[] at = {Double.NaN, Double.NaN};
        while (Double.isNaN(at[0]) || Double.isNaN(at[1])) {
            Frame frame = rtsp.frame();
            int track = frame.channel() / 2;
            if (frame.channel() % 2 == 0 && Double.isNaN(at[track])) {
                int ticks = (int) (frame.buffer().getInt(4) - rtpAtReport[track]);
                at[track] = wallOfZero[track] + (double) ticks / rates[track];
            }
        }
        assertThat(Math.abs(at[0] - at[1])).isLessThan(0.1);
        assertThat(Math.abs(wallOfZero[0] - wallOfZero[1]))
                .as("both reports tell of one moment")
                .isLessThan(LIP_SYNC_S);
        // A receiver report (RFC 3550, 6.4.2) is taken.
        rtsp.sendFrame(1, ByteBuffer.allocate(8).putInt(0x80C90001).putInt(42).array());
        assertThat(rtsp.ask("OPTIONS", demo).status()).isEqualTo(200);
    }

    @Test
    void r13EveryKeepAliveIsAnswered() throws IOException {
        rtsp.play(demo, 0);
        for (String method : List.of("GET_PARAMETER", "SET_PARAMETER", "OPTIONS")) {
            assertThat(rtsp.ask(method, demo).status()).as(method).isEqualTo(200);
            assertThat(rtsp.askWithBody(method, demo, "ping: 1\r\n", "Content-Type: text/parameters")
                            .status())
                    .as(method + " with a body")
                    .isEqualTo(200);
        }
    }

    @Test
    void r14AnUnknownMethodIsRefusedAndTheConnectionLives() throws IOException {
        Answer answer = rtsp.ask("DANCE", demo);
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.header("CSeq")).isEqualTo("1");
        assertThat(rtsp.ask("REDIRECT", demo).status()).isEqualTo(405);
        assertThat(rtsp.ask("OPTIONS", demo).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"'', 400", "CSeq: -1, 400", "CSeq: x, 400", "CSeq: 99999999999999999999, 200"})
    void r15TheSequenceNumberIsWantedAndEchoed(String header, int status) throws IOException {
        rtsp.send("OPTIONS " + demo + " RTSP/1.0\r\n" + (header.isEmpty() ? "" : header + "\r\n") + "\r\n");
        Answer answer = rtsp.answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("CSeq")).isEqualTo(status == 200 ? "99999999999999999999" : "");
        assertThat(rtsp.ask("OPTIONS", demo).status()).isEqualTo(200);
    }

    @Test
    void r16UnknownPathsAreNotFoundAndLeaveNoThreads() throws IOException {
        rtsp.ask("DESCRIBE", url("/nope"));
        long before = threads();
        for (int i = 0; i < 200; i++) {
            assertThat(rtsp.ask("DESCRIBE", url("/nope" + i)).status()).isEqualTo(404);
        }
        Await.until(() -> "no thread more than " + before, LIMIT, () -> threads() <= before + 2);
    }

    private static long threads() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    @Test
    void r17WhatComesTooEarlyIsRefused() throws IOException {
        assertThat(rtsp.ask("SETUP", demo + "/trackID=0", TCP).status()).isEqualTo(455);
        for (String method : List.of("PLAY", "PAUSE", "RECORD", "TEARDOWN")) {
            assertThat(rtsp.ask(method, demo).status()).as(method).isEqualTo(455);
        }
        rtsp.session = "000022B8";
        for (String method : List.of("PLAY", "PAUSE", "RECORD", "TEARDOWN", "SETUP", "GET_PARAMETER")) {
            assertThat(rtsp.ask(method, demo, TCP).status()).as(method).isEqualTo(454);
        }
    }

    @Test
    void r18ATrackIsSetUpOnceAndTheSessionLives() throws IOException {
        rtsp.ask("DESCRIBE", demo);
        rtsp.setUp(demo, 0);
        assertThat(rtsp.ask("SETUP", demo + "/trackID=0", TCP).status()).isEqualTo(400);
        assertThat(rtsp.ask("PLAY", demo).status()).isEqualTo(200);
        rtsp.frame();
    }

    @Test
    void r19OneConnectionHasOneSession() throws IOException {
        rtsp.ask("DESCRIBE", demo);
        rtsp.setUp(demo, 0);
        String mine = rtsp.session;
        rtsp.session = "";
        assertThat(rtsp.ask("SETUP", demo + "/trackID=1", TCP).status()).isEqualTo(400);
        try (RawRtsp other = RawRtsp.connect(server.rtspPort())) {
            other.ask("DESCRIBE", demo);
            other.session = mine;
            assertThat(other.ask("SETUP", demo + "/trackID=1", TCP).status()).isEqualTo(454);
            assertThat(other.ask("PLAY", demo).status()).isEqualTo(454);
            assertThat(other.ask("TEARDOWN", demo).status()).isEqualTo(454);
        }
        rtsp.session = mine;
        assertThat(rtsp.ask("PLAY", demo).status()).isEqualTo(200);
    }

    @Test
    void r20TransportsThatMakeNoSenseAreRefused() throws IOException {
        rtsp.ask("DESCRIBE", demo);
        for (String transport : List.of(
                "",
                ",;,",
                "RTP/AVP;unicast;client_port=0-0",
                "RTP/AVP;unicast;client_port=70000-70001",
                "RTP/AVP/TCP;multicast;interleaved=0-1",
                "nonsense")) {
            assertThat(rtsp.ask("SETUP", demo + "/trackID=0", "Transport: " + transport)
                            .status())
                    .as("<%s>", transport)
                    .isIn(400, 461);
        }
        assertThat(rtsp.ask("SETUP", demo + "/trackID=0").status()).isEqualTo(400);
        assertThat(rtsp.ask("SETUP", demo + "/trackID=0", TCP).status()).isEqualTo(200);
        try (RawRtsp longWinded = RawRtsp.connect(server.rtspPort())) {
            assertThat(longWinded
                            .ask("SETUP", demo + "/trackID=0", "Transport: " + "x".repeat(64 * 1024))
                            .status())
                    .isEqualTo(400);
            assertThat(longWinded.isEnded()).isTrue();
        }
    }

    @Test
    void r21AGuessedSessionIsNotFound() throws IOException {
        rtsp.play(demo, 0);
        String mine = rtsp.session;
        assertThat(mine).matches("[0-9a-f]{16,}");
        for (String guess : List.of("0", mine + "0", mine.substring(1), mine.toUpperCase(Locale.ROOT) + "x")) {
            rtsp.session = guess;
            assertThat(rtsp.ask("PAUSE", demo).status()).as(guess).isEqualTo(454);
        }
        rtsp.frames(20);
    }

    @Test
    void r22AFeatureThatIsNotKnownIsNamed() throws IOException {
        Answer answer = rtsp.ask("DESCRIBE", demo, "Require: funky-feature");
        assertThat(answer.status()).isEqualTo(551);
        assertThat(answer.header("Unsupported")).isEqualTo("funky-feature");
        assertThat(rtsp.ask("DESCRIBE", demo, "Proxy-Require: other").status()).isEqualTo(551);
    }

    @Test
    void r23WhoWantsToTalkToAStreamThatDoesNotListenGetsWhatThereIs() throws IOException {
        Answer answer = rtsp.ask("DESCRIBE", demo, "Require: www.onvif.org/ver20/backchannel");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("m=video", "m=audio").doesNotContain("a=sendonly");
    }

    @Test
    void r25ARequestMayComeInAnyPieces() throws IOException {
        for (char next : rtsp.request("DESCRIBE", demo, "").toCharArray()) {
            rtsp.send(new byte[] {(byte) next});
        }
        assertThat(rtsp.answer().status()).isEqualTo(200);
        rtsp.setUp(demo, 0);
        byte[] play = rtsp.request("PLAY", demo, "").getBytes(StandardCharsets.US_ASCII);
        byte[] report = RawRtsp.frame(1, new byte[] {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 42});
        rtsp.send(ByteBuffer.allocate(play.length + 2 * report.length)
                .put(report)
                .put(play)
                .put(report)
                .array());
        assertThat(rtsp.answer().status()).isEqualTo(200);
        assertThat(rtsp.ask("OPTIONS", demo).status()).isEqualTo(200);
    }

    @Test
    void r26FramesThatBelongNowhereAreIgnored() throws IOException {
        rtsp.play(demo, 0);
        rtsp.sendFrame(200, new byte[100]);
        rtsp.sendFrame(0, new byte[0]);
        rtsp.sendFrame('$', "$$$$$$".getBytes(StandardCharsets.US_ASCII));
        rtsp.send("$$$$".getBytes(StandardCharsets.US_ASCII)); // channel 36, 0x2424 bytes
        rtsp.send(new byte[0x2424]);
        assertThat(rtsp.ask("OPTIONS", demo).status()).isEqualTo(200);
    }

    @Test
    void r28FragmentsAreDescribedAsWhatTheyAre() throws IOException {
        assertThat(rtsp.ask("DESCRIBE", demo).body()).contains("packetization-mode=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aac", "ac3", "mkv", "mp3", "mpg", "wav", "webm"})
    void r30TheSessionsOfAflnetChangeNothing(String name) throws IOException {
        rtsp.send(resource("rtsp_requests_" + name + ".raw"));
        assertThat(rtsp.answer().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CVE_2019_15232", "CVE_2019_7314"})
    void r30AttacksOnLive555ChangeNothing(String name) throws IOException {
        ByteBuffer messages = ByteBuffer.wrap(resource(name + ".poc")).order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (messages.remaining() > 4) {
                byte[] message = new byte[Math.min(messages.getInt(), messages.remaining())];
                messages.get(message);
                rtsp.send(message);
            }
        } catch (IOException e) {
            assertThat(rtsp.isEnded()).as("it was refused before its end").isTrue();
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = RtspConformanceIT.class.getResourceAsStream("/aflnet/" + name)) {
            return in.readAllBytes();
        }
    }
}
