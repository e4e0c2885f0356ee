/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cameras that send to a group, on the loopback interface. */
final class MulticastTest extends ScriptedCase {
    private static final String GROUP = "239.255.77.1";

    private final RtspDriver kept = new RtspDriver(dialer(), datagrams(), Map.of("udp_silence", "2s"));
    private MulticastSocket socket;
    private int port;

    @Override
    Driver opener() {
        return kept;
    }

    @BeforeEach
    void openGroup() throws IOException {
        socket = new MulticastSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setNetworkInterface(NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
        port = socket.getLocalPort() / 2 * 2;
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            for (byte[] packet : packets()) {
                socket.send(new DatagramPacket(packet, packet.length, InetAddress.getByName(GROUP), port));
            }
        });
    }

    @AfterEach
    void closeGroup() {
        socket.close();
    }

    private static List<byte[]> packets() {
        byte[] frames = TestPackets.h264(0, 96, 10);
        var packets = new ArrayList<byte[]>();
        for (int at = 0; at < frames.length; ) {
            int length = (frames[at + 2] & 0xFF) << 8 | frames[at + 3] & 0xFF;
            packets.add(Arrays.copyOfRange(frames, at + 4, at + 4 + length));
            at += 4 + length;
        }
        return packets;
    }

    private void answers(String transport) {
        camera.on("SETUP", (request, peer) -> peer.ok(request, "Session: 1", "Transport: " + transport));
    }

    @Test
    void joinsTheGroupThatTheAnswerNames() throws Exception {
        answers("RTP/AVP;multicast;destination=" + GROUP + ";port=" + port + "-" + (port + 1) + ";ttl=1");
        plays(camera.url() + "#transport=multicast", 9);
        assertThat(camera.requests("SETUP").get(0).headers()).containsEntry("transport", "RTP/AVP;multicast");
    }

    @Test
    void joinsTheGroupThatTheDescriptionNames() throws Exception {
        camera.sdp(ScriptedCamera.SDP.replace(
                "m=video 0 RTP/AVP 96", "m=video " + port + " RTP/AVP 96\nc=IN IP4 " + GROUP + "/1"));
        answers("RTP/AVP;multicast");
        plays(camera.url() + "#transport=multicast", 9);
    }

    @Test
    void saysThatNoGroupIsNamed() throws Exception {
        answers("RTP/AVP;multicast");
        Opened.Refused refused = refused(camera.url() + "#transport=multicast");
        assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_MEDIA);
        assertThat(refused.text()).contains("to which group");
    }

    @Test
    void saysThatNothingComesToTheGroup() throws Exception {
        answers("RTP/AVP;multicast;destination=239.255.77.2;port=" + port + "-" + (port + 1));
        Opened.Refused refused = refused(camera.url() + "#transport=multicast");
        assertThat(refused.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(refused.text()).contains("sends nothing over multicast within 2000 ms");
        assertThat(camera.requests("TEARDOWN")).hasSize(1);
    }

    @Test
    void saysThatTheCameraHasNoMulticast() throws Exception {
        camera.on("SETUP", (request, peer) -> peer.answer(request, "461 Unsupported Transport"));
        assertThat(refused(camera.url() + "#transport=multicast").text()).contains("461");
    }
}
