/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import io.sluice.testkit.Await;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Media in datagrams, and what is done when it cannot come that way, or only that way. */
final class UdpTest extends ScriptedCase {
    private final RtspDriver kept = new RtspDriver(dialer(), datagrams(), Map.of("udp_silence", "500ms"));
    private ScriptedUdp udp;

    @Override
    Driver opener() {
        return kept;
    }

    @BeforeEach
    void openPorts() throws IOException {
        udp = new ScriptedUdp();
        camera.on("SETUP", (request, peer) -> udp.setUp(request, peer, ""));
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request, "Session: 12345678");
            udp.media(10);
        });
    }

    @AfterEach
    void closePorts() {
        udp.close();
    }

    private String url(String transport) {
        return camera.url() + "#transport=" + transport;
    }

    /** Whoever asks for UDP gets 461 or something like it; TCP plays. */
    private void tcpOnly(String status) {
        camera.on("SETUP", (request, peer) -> {
            if (ScriptedUdp.asksForUdp(request)) {
                peer.answer(request, status);
            } else {
                peer.ok(
                        request,
                        "Session: 12345678",
                        "Transport: " + request.headers().get("transport"));
            }
        });
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request, "Session: 12345678");
            peer.send(TestPackets.h264(0, 96, 10));
        });
    }

    @Test
    void playsKnocksAndReports() throws Exception {
        plays(url("udp"), 9);
        assertThat(camera.requests("SETUP")).hasSize(1);
        assertThat(camera.requests("SETUP").get(0).headers().get("transport"))
                .matches("RTP/AVP;unicast;client_port=[0-9]*[02468]-[0-9]*[13579]");
        Await.until(
                "knocked at both ports",
                SOON,
                () -> udp.knocks.stream().map(knock -> knock[0]).distinct().count() == 2);
        udp.report(TestPackets.senderReport(7, 3_900_000_000L, 0, 90_000));
        Await.until(
                "a report with a block about what came",
                SOON,
                () -> udp.knocks.stream()
                        .anyMatch(knock -> knock[0] == 1 && (knock[1] & 0x1F) == 1 && (knock[2] & 0xFF) == 201));
        producers.remove(0).close();
        assertThat(camera.requests("TEARDOWN")).hasSize(1);
    }

    @Test
    void givesItsPortsBack() throws Exception {
        plays(url("udp"), 9);
        String transport = camera.requests("SETUP").get(0).headers().get("transport");
        int port = Integer.parseInt(transport.replaceAll(".*client_port=([0-9]+)-.*", "$1"));
        producers.remove(0).close();
        Await.until("the ports are free", SOON, () -> {
            try (var rtp = new DatagramSocket(port, InetAddress.getLoopbackAddress());
                    var rtcp = new DatagramSocket(port + 1, InetAddress.getLoopbackAddress())) {
                return rtp.isBound() && rtcp.isBound();
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** RC-08 */
    @Test
    void takesMediaFromAnotherPortOfTheCamera() throws Exception {
        try (var other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            camera.on("PLAY", (request, peer) -> {
                peer.ok(request);
                udp.media(other, 1000, 10);
            });
            plays(url("udp"), 9);
        }
    }

    /** RC-08 */
    @Test
    void takesMediaFromAnotherAddressWhenItAloneSends() throws Exception {
        try (var other = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
            camera.on("PLAY", (request, peer) -> {
                peer.ok(request);
                udp.media(other, 1000, 10); // the first packets are not believed yet
                udp.media(other, 1012, 10);
            });
            plays(url("udp"), 9);
        }
    }

    /** RC-08 */
    @Test
    void takesNothingFromStrangersWhileTheCameraSends() throws Exception {
        try (var stranger = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
            camera.on("PLAY", (request, peer) -> {
                peer.ok(request);
                udp.media(3);
                udp.media(stranger, 1005, 30);
            });
            plays(url("udp"), 3);
            udp.media(3);
            Await.until("they have come", SOON, () -> !udp.knocks.isEmpty());
            assertThat(context.tracks().get(0).count()).isLessThan(10);
        }
    }

    /** RC-10 */
    @ParameterizedTest
    @ValueSource(strings = {"461 Unsupported Transport", "400 Bad Request", "501 Not Implemented"})
    void fallsToTcpOnAStatusAndRemembersIt(String status) throws Exception {
        tcpOnly(status);
        plays(url("udp"), 9);
        assertThat(camera.requests("SETUP")).hasSize(2);
        producers.remove(0).close();
        assertThat(open(url("udp"))).isInstanceOf(Opened.Producing.class);
        assertThat(camera.requests("SETUP")).as("TCP at once").hasSize(3);
    }

    /** RC-11 */
    @Test
    void takesTcpWhenThatIsTheAnswer() throws Exception {
        tcpOnly("");
        camera.on(
                "SETUP",
                (request, peer) -> peer.ok(request, "Session: 1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"));
        plays(url("udp"), 9);
        assertThat(camera.requests("SETUP")).hasSize(1);
    }

    /** RC-12 */
    @Test
    void fallsToTcpOnSilenceWithinOneAttempt() throws Exception {
        camera.on("SETUP", (request, peer) -> {
            if (ScriptedUdp.asksForUdp(request)) {
                udp.setUp(request, peer, "");
            } else {
                peer.ok(
                        request,
                        "Session: 12345678",
                        "Transport: " + request.headers().get("transport"));
            }
        });
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            if (camera.requests("PLAY").size() > 1) {
                peer.send(TestPackets.h264(0, 96, 10));
            }
        });
        plays(url("udp"), 9);
        assertThat(camera.requests("PLAY")).hasSize(2);
        assertThat(camera.requests("TEARDOWN"))
                .as("the first session is not left behind")
                .hasSize(1);
        assertThat(context.tracks()).as("one attempt, one set of tracks").hasSize(1);
        Await.until("one connection is left", SOON, () -> camera.openConnections() == 1);
    }

    /** RC-10, the other way round: cameras that have nothing but UDP. */
    @Test
    void fallsFromTcpToUdp() throws Exception {
        plays(camera.url(), 9);
        assertThat(camera.requests("SETUP")).extracting(ScriptedUdp::asksForUdp).containsExactly(false, true);
        producers.remove(0).close();
        assertThat(open(camera.url())).isInstanceOf(Opened.Producing.class);
        assertThat(camera.requests("SETUP")).as("UDP at once").hasSize(3);
    }

    /** RC-11, the other way round: H264DVR answers with UDP whatever it is asked. */
    @Test
    void asksForUdpWhenTheAnswerToTcpIsUdp() throws Exception {
        camera.on("SETUP", (request, peer) -> {
            if (ScriptedUdp.asksForUdp(request)) {
                udp.setUp(request, peer, "");
            } else {
                peer.ok(request, "Session: 1", "Transport: RTP/AVP;unicast;client_port=5000-5001;server_port=1-2");
            }
        });
        plays(camera.url(), 9);
    }

    @Test
    void staysWithTcpWhenTcpIsSaid() throws Exception {
        Opened.Refused refused = refused(url("tcp"));
        assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_MEDIA);
        assertThat(camera.requests("SETUP")).hasSize(1);
    }

    /** RC-24 */
    @Test
    void asksForTcpWhenPicturesCannotBeSentInParts() throws Exception {
        camera.sdp(ScriptedCamera.SDP.replace(
                "a=control:trackID", "a=fmtp:96 packetization-mode=0;profile-level-id=42001f\na=control:trackID"));
        tcpOnly("500 Internal Server Error");
        plays(url("udp"), 9);
        assertThat(camera.requests("SETUP")).extracting(ScriptedUdp::asksForUdp).containsExactly(false);
    }

    @Test
    void saysWhatBothWaysLedTo() throws Exception {
        camera.on("SETUP", (request, peer) -> peer.answer(request, "461 Unsupported Transport"));
        Opened.Refused refused = refused(url("udp"));
        assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_MEDIA);
        assertThat(refused.text()).contains("461", "SETUP");
        assertThat(camera.requests("SETUP")).as("each once").hasSize(2);
    }
}
