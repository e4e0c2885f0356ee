/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Speaks to the device behind a stream as ONVIF clients do, over RTSP/TCP: DESCRIBE with {@code Require}, SETUP of the
 * audio that is {@code sendonly}, PLAY, then packets on its channel. It watches nothing. Used by one thread.
 */
public final class RtspTalker implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;
    private static final int SSRC = 0x54414C4B;

    private final URI uri;
    private final String url;
    private final RtspText text;
    private final Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();
    private String description = "";
    private int channel;
    private int sequence = 65_530; // wraps soon
    private int timestamp = -320; // wraps soon

    private RtspTalker(String url) {
        this.uri = URI.create(url);
        this.url = RtspText.withoutUserInfo(uri);
        this.text = new RtspText(uri);
    }

    /**
     * Connects and asks for the description with the back channel, without which nothing can be said.
     *
     * @throws IOException what the server answered otherwise
     */
    public static RtspTalker describe(String url) throws IOException {
        var talker = new RtspTalker(url);
        try {
            talker.socket.connect(
                    new InetSocketAddress(talker.uri.getHost(), talker.uri.getPort() < 0 ? 554 : talker.uri.getPort()),
                    TIMEOUT_MS);
            talker.socket.setSoTimeout(TIMEOUT_MS);
            talker.socket.setTcpNoDelay(true);
            talker.in = new BufferedInputStream(talker.socket.getInputStream());
            talker.description = talker.exchange("DESCRIBE", talker.url, "Accept: application/sdp\r\n")
                    .body();
            return talker;
        } catch (IOException e) {
            talker.close();
            throw e;
        }
    }

    /** Everything up to the first word. */
    public static RtspTalker open(String url) throws IOException {
        RtspTalker talker = describe(url);
        try {
            talker.play();
            return talker;
        } catch (IOException e) {
            talker.close();
            throw e;
        }
    }

    public String description() {
        return description;
    }

    /** The section of the description that can be spoken to, from its m= line on; empty when there is none. */
    public String offer() {
        String[] sections = ("\n" + description).split("\\r?\\nm=");
        for (int i = 1; i < sections.length; i++) {
            if (sections[i].startsWith("audio") && sections[i].contains("a=sendonly")) {
                return "m=" + sections[i];
            }
        }
        return "";
    }

    /** SETUP and PLAY. */
    public void play() throws IOException {
        String control = SdpMedia.of(offer()).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("nothing can be spoken to"))
                .control(url);
        RtspText.Message answer = exchange("SETUP", control, "Transport: RTP/AVP/TCP;unicast;interleaved=4-5\r\n");
        String transport = String.valueOf(answer.header("Transport"));
        int at = transport.indexOf("interleaved=");
        channel = Integer.parseInt(transport.substring(at + 12).split("[-;]")[0]);
        exchange("PLAY", url, "");
    }

    /** Says what fits into one packet; time goes on by a tick for each byte, as in G.711. */
    public void say(int payloadType, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(16 + payload.length);
        frame.put((byte) '$').put((byte) channel).putShort((short) (12 + payload.length));
        frame.put((byte) 0x80).put((byte) payloadType).putShort((short) sequence++);
        frame.putInt(timestamp).putInt(SSRC).put(payload);
        timestamp += payload.length;
        socket.getOutputStream().write(frame.array());
    }

    /** Says nothing more for now. */
    public void pause() throws IOException {
        exchange("PAUSE", url, "");
    }

    private RtspText.Message exchange(String method, String target, String headers) throws IOException {
        String required = "Require: www.onvif.org/ver20/backchannel\r\n" + headers;
        while (true) {
            socket.getOutputStream().write(text.request(method, target, required, ""));
            RtspText.Message answer = answer();
            if (text.learn(answer)) {
                continue;
            }
            if (answer.status() != 200) {
                throw new IOException(method + ": " + answer.firstLine());
            }
            return answer;
        }
    }

    private RtspText.Message answer() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > 1 << 16) {
                throw new EOFException("closed by the server");
            }
            head.append((char) next);
        }
        String length = new RtspText.Message(head.toString().strip(), "").header("Content-Length");
        byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
        return new RtspText.Message(head.toString().strip(), new String(body, StandardCharsets.UTF_8));
    }

    /** Drops the connection. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
