/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.RawRtsp.Answer;
import io.sluice.itest.api.Curl;
import io.sluice.testkit.Await;
import io.sluice.testkit.Ports;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.camera.Heard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Viewers and talkers over UDP, byte by byte: of docs/conformance/rtsp-server.md. */
class RtspUdpConformanceIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** The default is a minute. */
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    private static final String ANN = basic("ann");
    private static final String BOB = basic("bob");
    private static final String REQUIRE = "Require: www.onvif.org/ver20/backchannel";

    private static FakeCamera camera;
    private static ServerProcess server;
    private RawRtsp rtsp;
    private RawUdp udp;

    @BeforeAll
    static void start() throws IOException {
        camera = FakeCamera.options().audio().backChannel().start();
        server = ServerProcess.start("""
                rtsp: { basic: true, session_timeout: %ds, udp_port: %d }
                auth:
                  users:
                    - { name: root, password: root, role: admin }
                    - { name: ann, password: ann, role: publisher }
                    - { name: bob, password: bob, role: publisher }
                streams:
                  demo: "demo:"
                  gone: "demo:"
                  door: %s
                """.formatted(SESSION_TIMEOUT.toSeconds(), Ports.free() & ~1, camera.url()));
        // Each password is computed once; where processors are scarce that takes longer than a request waits.
        Await.until("ann is known", LIMIT, () -> knows(ANN));
        Await.until("bob is known", LIMIT, () -> knows(BOB));
    }

    @AfterAll
    static void stop() {
        server.close();
        camera.close();
    }

    @BeforeEach
    void connect() throws IOException {
        rtsp = RawRtsp.connect(server.rtspPort());
        udp = RawUdp.open();
    }

    @AfterEach
    void theServerIsAlive() throws IOException {
        rtsp.close();
        udp.close();
        assertThat(knows(ANN)).isTrue();
        assertThat(server.log()).noneMatch(line -> line.contains(" ERROR ") && line.contains("rtsp"));
    }

    private static boolean knows(String user) throws IOException {
        try (RawRtsp asking = RawRtsp.connect(server.rtspPort())) {
            return asking.ask("DESCRIBE", url("demo"), user).status() == 200;
        }
    }

    private static String url(String name) {
        return "rtsp://127.0.0.1:" + server.rtspPort() + "/" + name;
    }

    private static String basic(String user) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.US_ASCII));
    }

    private void play(String name) throws IOException {
        assertThat(rtsp.ask("DESCRIBE", url(name), ANN).status()).isEqualTo(200);
        Answer answer = udp.setUp(rtsp, url(name) + "/trackID=0", ANN);
        assertThat(answer.header("Session")).endsWith(";timeout=" + SESSION_TIMEOUT.toSeconds());
        assertThat(rtsp.ask("PLAY", url(name), ANN).status()).isEqualTo(200);
    }

    /** More than what was on its way. */
    private void flows() throws IOException {
        udp.empty();
        for (int i = 0; i < 100; i++) {
            assertThat(udp.rtp()[0] & 0xC0).as("RTP").isEqualTo(0x80);
        }
    }

    private RawRtsp another(String from) throws IOException {
        RawRtsp another = RawRtsp.connect(server.rtspPort(), from);
        another.session = rtsp.session;
        return another;
    }

    @Test
    void r10ASessionOutlivesItsConnectionForItsUserOnly() throws Exception {
        play("demo");
        udp.rtp();
        rtsp.close();
        try (RawRtsp ann = another("127.0.0.1");
                RawRtsp bob = another("127.0.0.1");
                RawRtsp elsewhere = another("127.0.0.2");
                RawRtsp nobody = another("127.0.0.1")) {
            assertThat(ann.ask("GET_PARAMETER", url("demo"), ANN).status()).isEqualTo(200);
            flows();
            for (String method : List.of("PAUSE", "TEARDOWN", "GET_PARAMETER")) {
                assertThat(bob.ask(method, url("demo"), BOB).status())
                        .as(method)
                        .isEqualTo(454);
                assertThat(elsewhere.ask(method, url("demo"), ANN).status())
                        .as(method)
                        .isEqualTo(454);
                assertThat(nobody.ask(method, url("demo")).status()).as(method).isEqualTo(401);
            }
            assertThat(ann.ask("PAUSE", url("demo"), ANN).status()).isEqualTo(200);
            assertThat(ann.ask("PLAY", url("demo"), ANN).status()).isEqualTo(200);
            flows();
            String sessions = Curl.at(server.httpPort())
                    .as("root")
                    .get("/api/v1/sessions")
                    .body();
            assertThat(sessions).contains("\"transport\":\"udp\"", "\"dropped\":0");
            assertThat(ann.ask("TEARDOWN", url("demo"), ANN).status()).isEqualTo(200);
            assertThat(ann.ask("GET_PARAMETER", url("demo"), ANN).status()).isEqualTo(454);
        }
    }

    /** Its port stays open: no machine says that nobody listens. */
    @Test
    void r11AViewerThatVanishesIsFreedAfterTheTimeOfItsSession() throws Exception {
        play("gone");
        String session = rtsp.session;
        rtsp.close();
        Await.until("its connection is gone", LIMIT, () -> isLogged("event=rtsp.alone", "stream=gone"));
        Await.until(
                "it is freed",
                LIMIT,
                () -> isLogged("event=rtsp.closed", "stream=gone", "TIMEOUT the viewer said nothing for 6 s"));
        rtsp = RawRtsp.connect(server.rtspPort());
        rtsp.session = session;
        assertThat(rtsp.ask("GET_PARAMETER", url("gone"), ANN).status()).isEqualTo(454);
    }

    private static boolean isLogged(String... parts) throws IOException {
        return server.log().stream().anyMatch(line -> List.of(parts).stream().allMatch(line::contains));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "RTP/AVP;unicast",
                "RTP/AVP;unicast;client_port=0-0",
                "RTP/AVP;unicast;client_port=70000-70001",
                "RTP/AVP;unicast;client_port=-1--1",
                "RTP/AVP;unicast;client_port=53-54",
                "RTP/AVP;unicast;client_port=5000-5001;destination=192.0.2.1",
                "RTP/SAVP;unicast;client_port=5000-5001"
            })
    void r20PortsThatMakeNoSenseAreRefusedAndOthersServedThen(String transport) throws IOException {
        rtsp.ask("DESCRIBE", url("demo"), ANN);
        assertThat(rtsp.ask("SETUP", url("demo") + "/trackID=0", "Transport: " + transport, ANN)
                        .status())
                .isIn(400, 461);
        udp.setUp(rtsp, url("demo") + "/trackID=0", ANN);
        assertThat(rtsp.ask("PLAY", url("demo"), ANN).status()).isEqualTo(200);
        assertThat(udp.rtp()[0] & 0xC0).isEqualTo(0x80);
    }

    /** Back channel in (ONVIF Streaming Specification, 5.3). */
    @Test
    void whatIsSaidInDatagramsReachesTheCameraWhilePicturesComeInDatagrams() throws Exception {
        assertThat(rtsp.ask("DESCRIBE", url("door"), REQUIRE, ANN).body()).contains("trackID=900");
        udp.setUp(rtsp, url("door") + "/trackID=0", ANN);
        try (RawUdp voice = RawUdp.open()) {
            voice.setUp(rtsp, url("door") + "/trackID=900", REQUIRE, ANN);
            assertThat(rtsp.ask("PLAY", url("door"), REQUIRE, ANN).status()).isEqualTo(200);
            var said = new ArrayList<byte[]>();
            for (int i = 0; i < 40; i++) {
                byte[] words = new byte[160];
                ByteBuffer.wrap(words).putInt(i).putInt(~i);
                said.add(words);
                voice.sendRtp(packet(i, words));
                int count = i + 1;
                // In real time nobody is faster than the queue.
                Await.until(
                        "the camera hears " + count, LIMIT, () -> camera.heard().size() >= count);
            }
            assertThat(camera.heard().stream().map(Heard::payload)).containsExactlyElementsOf(said);
            assertThat(udp.rtp()[0] & 0xC0).isEqualTo(0x80);
            assertThat(rtsp.ask("TEARDOWN", url("door"), ANN).status()).isEqualTo(200);
        }
        Await.until("the turn is over", LIMIT, () -> isLogged("event=talk.ended"));
    }

    private static byte[] packet(int sequence, byte[] words) {
        return ByteBuffer.allocate(12 + words.length)
                .put((byte) 0x80)
                .put((byte) 8) // PCMA
                .putShort((short) sequence)
                .putInt(sequence * 160)
                .putInt(42)
                .put(words)
                .array();
    }
}
