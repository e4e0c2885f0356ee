/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A conversation with an RTSP server byte by byte: whatever is right or wrong is up to the test. One thread. */
final class RawRtsp implements AutoCloseable {
    static final String TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";
    private static final int LIMIT_MS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final List<Frame> frames = new ArrayList<>();
    private int cseq;
    /** Sent with every request; the tests set it as they like. */
    String session = "";

    private RawRtsp(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(LIMIT_MS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** What the server sends. */
    sealed interface Item permits Answer, Frame {}

    record Answer(int status, Map<String, String> headers, String body) implements Item {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    record Frame(int channel, byte[] data) implements Item {
        ByteBuffer buffer() {
            return ByteBuffer.wrap(data);
        }
    }

    static RawRtsp connect(int port) throws IOException {
        return connect(port, null);
    }

    /** @param from an address of this machine, or null */
    static RawRtsp connect(int port, String from) throws IOException {
        var socket = new Socket();
        if (from != null) {
            socket.bind(new InetSocketAddress(from, 0));
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MS);
        return new RawRtsp(socket);
    }

    /** On a socket that is connected, for example with TLS. */
    static RawRtsp on(Socket socket) throws IOException {
        return new RawRtsp(socket);
    }

    /** Sends a request with the next CSeq and reads its answer. */
    Answer ask(String method, String url, String... headers) throws IOException {
        return askWithBody(method, url, "", headers);
    }

    Answer askWithBody(String method, String url, String body, String... headers) throws IOException {
        send(request(method, url, body, headers));
        return answer();
    }

    String request(String method, String url, String body, String... headers) {
        var text = new StringBuilder(method + " " + url + " RTSP/1.0\r\nCSeq: " + ++cseq + "\r\n");
        if (!session.isEmpty()) {
            text.append("Session: ").append(session).append("\r\n");
        }
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void sendFrame(int channel, byte[] data) throws IOException {
        send(frame(channel, data));
    }

    static byte[] frame(int channel, byte[] data) {
        return ByteBuffer.allocate(4 + data.length)
                .put((byte) '$')
                .put((byte) channel)
                .putShort((short) data.length)
                .put(data)
                .array();
    }

    /** The next answer; frames before it are kept. */
    Answer answer() throws IOException {
        while (true) {
            Item item = next();
            if (item instanceof Answer answer) {
                return answer;
            }
            frames.add((Frame) item);
        }
    }

    /** The next frame, of those kept first; answers are skipped. */
    Frame frame() throws IOException {
        if (!frames.isEmpty()) {
            return frames.remove(0);
        }
        while (true) {
            if (next() instanceof Frame frame) {
                return frame;
            }
        }
    }

    List<Frame> frames(int count) throws IOException {
        var all = new ArrayList<Frame>();
        while (all.size() < count) {
            all.add(frame());
        }
        return all;
    }

    /** Whatever comes next. */
    Item next() throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new IOException("the server closed the connection");
        }
        if (first == '$') {
            byte[] head = in.readNBytes(3);
            return new Frame(head[0] & 0xFF, in.readNBytes((head[1] & 0xFF) << 8 | head[2] & 0xFF));
        }
        String status = (char) first + line();
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the server closed the connection after " + line);
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Reads until the server closes; false when it does not. */
    boolean isEnded() throws IOException {
        try {
            while (in.read() >= 0) {
                // whatever it says before
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // a reset
        }
    }

    /** DESCRIBE, SETUP of these medias on channels 2n and 2n+1, PLAY. */
    Answer play(String url, int... medias) throws IOException {
        ask("DESCRIBE", url);
        setUp(url, medias);
        return ask("PLAY", url);
    }

    void setUp(String url, int... medias) throws IOException {
        for (int media : medias) {
            Answer answer = ask(
                    "SETUP",
                    url + "/trackID=" + media,
                    "Transport: RTP/AVP/TCP;unicast;interleaved=" + 2 * media + "-" + (2 * media + 1));
            if (answer.status() != 200) {
                throw new AssertionError("SETUP: " + answer);
            }
            session = answer.header("Session").replaceFirst(";.*", "");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
