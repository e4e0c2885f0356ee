/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Just enough of an RTSP server to test the test kit: what one connection records the others get, from the next picture
 * on.
 */
final class Relay implements AutoCloseable {
    private static final String SDP =
            "v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:streamid=0\r\n";

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<OutputStream> fresh = new CopyOnWriteArrayList<>();
    private final List<OutputStream> players = new CopyOnWriteArrayList<>();
    private final AtomicLong relayed = new AtomicLong();
    private volatile long dropEvery = Long.MAX_VALUE;

    private Relay() throws IOException {}

    static Relay start() throws IOException {
        var relay = new Relay();
        daemon(relay::accept, "relay-accept");
        return relay;
    }

    String url(String name) {
        return "rtsp://127.0.0.1:" + port() + "/" + name;
    }

    int port() {
        return listener.getLocalPort();
    }

    void dropEvery(long packets) {
        dropEvery = packets;
    }

    private static void daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                daemon(() -> serve(socket), "relay-connection");
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            var line = new StringBuilder();
            while (true) {
                int next = in.readUnsignedByte();
                if (next == '$' && line.length() == 0) {
                    relay(in);
                    continue;
                }
                line.append((char) next);
                if (line.toString().endsWith("\r\n\r\n")) {
                    answer(line.toString(), in, socket.getOutputStream());
                    line.setLength(0);
                }
            }
        } catch (IOException e) {
            connections.remove(socket);
        }
    }

    private void answer(String request, DataInputStream in, OutputStream out) throws IOException {
        var message = new RtspText.Message(request.strip(), "");
        String length = message.header("Content-Length");
        in.readNBytes(length == null ? 0 : Integer.parseInt(length));
        String method = request.split(" ")[0];
        String body = method.equals("DESCRIBE") ? SDP : "";
        boolean forbidden = request.contains("/forbidden") && !method.equals("OPTIONS");
        String status = forbidden ? "403 Forbidden" : "200 OK";
        out.write(("RTSP/1.0 " + status + "\r\nCSeq: " + message.header("CSeq") + "\r\nSession: 1;timeout=60\r\n"
                        + (method.equals("SETUP") ? "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n" : "")
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII));
        if (method.equals("PLAY")) {
            fresh.add(out);
        }
    }

    private void relay(DataInputStream in) throws IOException {
        int channel = in.readUnsignedByte();
        byte[] frame = new byte[4 + in.readUnsignedShort()];
        in.readFully(frame, 4, frame.length - 4);
        frame[0] = '$';
        frame[1] = (byte) channel;
        frame[2] = (byte) (frame.length - 4 >> 8);
        frame[3] = (byte) (frame.length - 4);
        if (relayed.incrementAndGet() % dropEvery != 0) {
            players.removeIf(player -> !sent(player, frame));
        }
        if ((frame[5] & 0x80) != 0) { // the picture is complete
            players.addAll(fresh);
            fresh.removeAll(players);
        }
    }

    private static boolean sent(OutputStream player, byte[] frame) {
        try {
            player.write(frame);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
