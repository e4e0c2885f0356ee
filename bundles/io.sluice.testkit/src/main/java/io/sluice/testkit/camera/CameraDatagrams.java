/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;

/** Datagrams to the ports of a client (RFC 2326, 12.39), from an even port and the one above (RFC 3550, 11). */
final class CameraDatagrams implements CameraOutput {
    private static final int TRIES = 200;

    private final DatagramSocket rtp;
    private final DatagramSocket rtcp;
    private final InetAddress peer;
    private final int clientPort;
    private final int ssrc;

    private CameraDatagrams(DatagramSocket rtp, DatagramSocket rtcp, InetAddress peer, int clientPort, int ssrc) {
        this.rtp = rtp;
        this.rtcp = rtcp;
        this.peer = peer;
        this.clientPort = clientPort;
        this.ssrc = ssrc;
    }

    static CameraDatagrams open(InetAddress local, InetAddress peer, int clientPort, int ssrc) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            var first = new DatagramSocket(new InetSocketAddress(local, 0));
            int port = first.getLocalPort();
            if (port % 2 == 0) {
                try {
                    var second = new DatagramSocket(new InetSocketAddress(local, port + 1));
                    return new CameraDatagrams(first, second, peer, clientPort, ssrc);
                } catch (SocketException e) {
                    // taken: another pair
                }
            }
            first.close();
        }
        throw new IOException("no free pair of ports");
    }

    @Override
    public void rtp(byte[] packet) throws IOException {
        send(rtp, packet, clientPort);
    }

    @Override
    public void rtcp(byte[] packet) throws IOException {
        send(rtcp, packet, clientPort + 1);
    }

    private void send(DatagramSocket from, byte[] packet, int port) throws IOException {
        try {
            from.send(new DatagramPacket(packet, packet.length, peer, port));
        } catch (PortUnreachableException e) {
            // RFC 1122, 4.1.3.3: nobody there; a camera goes on
        }
    }

    @Override
    public String transport() {
        return "RTP/AVP;unicast;client_port=%d-%d;server_port=%d-%d;ssrc=%08X"
                .formatted(clientPort, clientPort + 1, rtp.getLocalPort(), rtcp.getLocalPort(), ssrc);
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
