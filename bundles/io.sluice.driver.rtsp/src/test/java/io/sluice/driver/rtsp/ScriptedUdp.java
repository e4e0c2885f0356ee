/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.driver.rtsp.ScriptedCamera.Peer;
import io.sluice.driver.rtsp.ScriptedCamera.Request;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The UDP side of a {@link ScriptedCamera} with one media: two ports, and whatever comes to them. */
final class ScriptedUdp implements AutoCloseable {
    private static final Pattern CLIENT_PORT = Pattern.compile("client_port=([0-9]+)-([0-9]+)");

    private final DatagramSocket rtp;
    private final DatagramSocket rtcp;
    /** What came, the first byte of each before it: 0 for RTP, 1 for RTCP. */
    final List<byte[]> knocks = new CopyOnWriteArrayList<>();

    private volatile int clientRtp;
    private volatile int clientRtcp;

    ScriptedUdp() throws IOException {
        rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        rtcp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        listen(rtp, 0);
        listen(rtcp, 1);
    }

    private void listen(DatagramSocket socket, int which) {
        var thread = new Thread(
                () -> {
                    var packet = new DatagramPacket(new byte[2048], 2048);
                    try {
                        while (true) {
                            socket.receive(packet);
                            byte[] knock = new byte[packet.getLength() + 1];
                            knock[0] = (byte) which;
                            System.arraycopy(packet.getData(), 0, knock, 1, packet.getLength());
                            knocks.add(knock);
                        }
                    } catch (IOException e) {
                        // The test's end.
                    }
                },
                "scripted-udp");
        thread.setDaemon(true);
        thread.start();
    }

    /** Remembers the client's ports. */
    static boolean asksForUdp(Request request) {
        return request.headers().getOrDefault("transport", "").contains("client_port=");
    }

    /** Answers SETUP with these ports. */
    void setUp(Request request, Peer peer, String more) throws IOException {
        Matcher ports = CLIENT_PORT.matcher(request.headers().get("transport"));
        if (!ports.find()) {
            peer.answer(request, "461 Unsupported Transport");
            return;
        }
        clientRtp = Integer.parseInt(ports.group(1));
        clientRtcp = Integer.parseInt(ports.group(2));
        peer.ok(
                request,
                "Session: 12345678;timeout=60",
                "Transport: RTP/AVP;unicast;client_port=" + clientRtp + "-" + clientRtcp + ";server_port="
                        + rtp.getLocalPort() + "-" + rtcp.getLocalPort() + more);
    }

    /** A key picture and some others, from the port that was announced. */
    void media(int pictures) throws IOException {
        media(rtp, 1000, pictures);
    }

    /** The same from a socket of another address or port. */
    void media(DatagramSocket from, int sequence, int pictures) throws IOException {
        byte[] frames = TestPackets.h264(0, 96, sequence, 90_000, pictures);
        for (int at = 0; at < frames.length; ) {
            int length = (frames[at + 2] & 0xFF) << 8 | frames[at + 3] & 0xFF;
            byte[] packet = Arrays.copyOfRange(frames, at + 4, at + 4 + length);
            send(from, packet, clientRtp);
            at += 4 + length;
        }
    }

    void report(byte[] report) throws IOException {
        send(rtcp, report, clientRtcp);
    }

    private static void send(DatagramSocket from, byte[] packet, int to) throws IOException {
        var there = new InetSocketAddress(InetAddress.getLoopbackAddress(), to);
        from.send(new DatagramPacket(packet, packet.length, there));
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
