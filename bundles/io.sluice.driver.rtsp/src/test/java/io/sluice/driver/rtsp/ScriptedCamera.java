/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * A camera on a raw socket whose every answer a test can replace. By default it is a good one: one H.264 track, no
 * password, and after PLAY a key picture and some others.
 */
final class ScriptedCamera implements AutoCloseable {
    static final String SDP = """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=scripted
            t=0 0
            a=control:*
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=control:trackID=0
            """;

    /** What it does when a request comes. */
    interface Script {
        void run(Request request, Peer peer) throws IOException;
    }

    /** A request as it came; header names in lower case. */
    record Request(String method, String url, Map<String, String> headers) {
        String cseq() {
            return headers.getOrDefault("cseq", "");
        }
    }

    private final ServerSocket server;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Peer> peers = new CopyOnWriteArrayList<>();

    ScriptedCamera() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        on("OPTIONS", (request, peer) -> peer.ok(request, "Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER"));
        on("GET_PARAMETER", (request, peer) -> peer.ok(request));
        sdp(SDP);
        on(
                "SETUP",
                (request, peer) -> peer.ok(
                        request,
                        "Session: 12345678;timeout=60",
                        "Transport: " + request.headers().get("transport")));
        on("PLAY", (request, peer) -> {
            peer.ok(request, "Session: 12345678");
            peer.send(TestPackets.h264(0, 96, 10));
        });
        on("TEARDOWN", (request, peer) -> {
            peer.ok(request);
            peer.close();
        });
        var thread = new Thread(this::accept, "scripted-camera");
        thread.setDaemon(true);
        thread.start();
    }

    ScriptedCamera on(String method, Script script) {
        scripts.put(method, script);
        return this;
    }

    Script script(String method) {
        return Objects.requireNonNull(scripts.get(method));
    }

    ScriptedCamera sdp(String sdp, String... headers) {
        return sdp(sdp.getBytes(StandardCharsets.UTF_8), headers);
    }

    ScriptedCamera sdp(byte[] sdp, String... headers) {
        return on("DESCRIBE", (request, peer) -> {
            var out = new ByteArrayOutputStream();
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            out.writeBytes(("RTSP/1.0 200 OK\r\nCSeq: " + request.cseq() + "\r\n" + more
                            + "Content-Type: application/sdp\r\nContent-Length: " + sdp.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.writeBytes(sdp);
            peer.send(out.toByteArray());
        });
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "rtsp://127.0.0.1:" + port() + "/live";
    }

    List<Request> requests() {
        return requests;
    }

    List<Request> requests(String method) {
        return requests.stream().filter(one -> one.method().equals(method)).toList();
    }

    /** The connection that came last. */
    Peer peer() {
        return peers.get(peers.size() - 1);
    }

    long openConnections() {
        return peers.stream().filter(peer -> !peer.gone).count();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var peer = new Peer(server.accept());
                peers.add(peer);
                var thread = new Thread(() -> serve(peer), "scripted-camera-peer");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Peer peer) {
        try (Socket socket = peer.socket) {
            InputStream in = socket.getInputStream();
            for (Request request = read(in, peer); request != null; request = read(in, peer)) {
                requests.add(request);
                if (request.method().startsWith("RTSP/")) {
                    continue; // the driver's answer to a request of ours
                }
                Script script = scripts.get(request.method());
                if (script == null) {
                    peer.answer(request, "501 Not Implemented");
                } else {
                    script.run(request, peer);
                }
            }
        } catch (IOException e) {
            // The test's end, or what it wanted.
        } finally {
            peer.gone = true;
        }
    }

    private static Request read(InputStream in, Peer peer) throws IOException {
        int first = in.read();
        while (first == '$') {
            int channel = in.read();
            while (peer.deaf && !peer.socket.isClosed()) {
                LockSupport.parkNanos(10_000_000);
            }
            byte[] frame = in.readNBytes(in.read() << 8 | in.read());
            peer.frames.add(Map.entry(channel, frame));
            first = in.read();
        }
        if (first < 0) {
            return null;
        }
        var text = new StringBuilder().append((char) first);
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            text.append((char) next);
        }
        String[] lines = text.toString().split("\r\n");
        var headers = new TreeMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        String[] words = lines[0].split(" ");
        in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Request(words[0], words[1], headers);
    }

    /** One connection. */
    static final class Peer {
        private final Socket socket;
        private final OutputStream out;
        /** Interleaved frames that came from the driver. */
        final List<Map.Entry<Integer, byte[]>> frames = new CopyOnWriteArrayList<>();

        volatile boolean gone;
        /** Reads nothing any more. */
        volatile boolean deaf;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
        }

        void ok(Request request, String... headers) throws IOException {
            answer(request, "200 OK", headers);
        }

        void answer(Request request, String status, String... headers) throws IOException {
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            text("RTSP/1.0 " + status + "\r\nCSeq: " + request.cseq() + "\r\n" + more + "\r\n");
        }

        void text(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        synchronized void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        void frame(int channel, byte[] packet) throws IOException {
            send(TestPackets.frame(channel, packet));
        }

        void send(ByteBuffer bytes) throws IOException {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            send(copy);
        }

        void close() throws IOException {
            socket.shutdownOutput();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Peer peer : peers) {
                peer.socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
