/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import io.sluice.itest.RawRtsp.Answer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The two UDP sockets of one media beside a {@link RawRtsp}: what comes and goes is up to the test. One thread. */
final class RawUdp implements AutoCloseable {
    private static final int LIMIT_MS = 30_000;
    private static final int MAX_BYTES = 65_535;
    private static final Pattern SERVER_PORTS = Pattern.compile("server_port=(\\d+)-(\\d+)");

    private final DatagramSocket rtp;
    private final DatagramSocket rtcp;
    private int serverRtp;
    private int serverRtcp;

    private RawUdp(DatagramSocket rtp, DatagramSocket rtcp) throws SocketException {
        this.rtp = rtp;
        this.rtcp = rtcp;
        rtp.setSoTimeout(LIMIT_MS);
        rtcp.setSoTimeout(LIMIT_MS);
    }

    static RawUdp open() throws IOException {
        return new RawUdp(socket(), socket());
    }

    private static DatagramSocket socket() throws SocketException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** The header that asks for these ports. */
    String transport() {
        return "Transport: RTP/AVP;unicast;client_port=" + rtp.getLocalPort() + "-" + rtcp.getLocalPort();
    }

    /** SETUP of a media on these ports; what is sent then goes to those of the answer. */
    Answer setUp(RawRtsp by, String media, String... headers) throws IOException {
        return setUp(by, media, Stream.concat(Stream.of(transport()), Stream.of(headers)));
    }

    /** The same for a media that is published. */
    Answer setUpToRecord(RawRtsp by, String media) throws IOException {
        return setUp(by, media, Stream.of(transport() + ";mode=record"));
    }

    private Answer setUp(RawRtsp by, String media, Stream<String> headers) throws IOException {
        Answer answer = by.ask("SETUP", media, headers.toArray(String[]::new));
        if (answer.status() != 200) {
            throw new AssertionError("SETUP: " + answer);
        }
        by.session = answer.header("Session").replaceFirst(";.*", "");
        Matcher ports = SERVER_PORTS.matcher(answer.header("Transport"));
        if (!ports.find()) {
            throw new AssertionError("no ports: " + answer);
        }
        serverRtp = Integer.parseInt(ports.group(1));
        serverRtcp = Integer.parseInt(ports.group(2));
        return answer;
    }

    void sendRtp(byte[] packet) throws IOException {
        send(rtp, packet, serverRtp);
    }

    void sendRtcp(byte[] packet) throws IOException {
        send(rtcp, packet, serverRtcp);
    }

    private static void send(DatagramSocket socket, byte[] packet, int port) throws IOException {
        socket.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
    }

    /** The next packet of media. */
    byte[] rtp() throws IOException {
        return receive(rtp);
    }

    /** The next report. */
    byte[] rtcp() throws IOException {
        return receive(rtcp);
    }

    private static byte[] receive(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** Takes what has come and is there already. */
    void empty() throws IOException {
        rtp.setSoTimeout(1);
        try {
            while (true) {
                rtp();
            }
        } catch (SocketTimeoutException e) {
            rtp.setSoTimeout(LIMIT_MS);
        }
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
