/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Opened;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.RtspHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * RTSP inside of a WebSocket (RFC 6455; ONVIF Streaming Specification, 5.1.1.5): every message and every interleaved
 * frame is a binary message of its own on the way out; on the way in only their bytes count.
 */
final class WebSocketWire implements Wire {
    private static final String PROTOCOL = "rtsp.onvif.org";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Connection connection;

    private WebSocketWire(Connection connection) {
        this.connection = connection;
    }

    static RtspLink open(HttpCalls http, Patience patience, String peer, RtspLog log) throws RefusedException {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String key = Base64.getEncoder().encodeToString(random);
        RtspHeaders headers = RtspHeaders.of(
                "Connection", "Upgrade",
                "Upgrade", "websocket",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", key,
                "Sec-WebSocket-Protocol", PROTOCOL);
        HttpStart start = http.ask("GET", headers, 101, "the upgrade to WebSocket", patience);
        String accepted = start.answer().join().header("Sec-WebSocket-Accept");
        if (!accept(key).equals(accepted)) {
            start.connection().abort(Reason.NONE, "not opened");
            throw new RefusedException(
                    Reason.PROTOCOL_ERROR,
                    peer + " accepted the WebSocket wrongly (Sec-WebSocket-Accept)",
                    Opened.Retry.YES);
        }
        var wire = new WebSocketWire(start.connection());
        var link = new RtspLink(wire, peer, log);
        start.takeOver(wire.new Incoming(link));
        return link;
    }

    /** RFC 6455, 4.2.2, 5.4. */
    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void send(ByteBuffer data) {
        connection.send(WebSocketFrames.masked(WebSocketFrames.BINARY, data, RANDOM.nextInt()));
    }

    /** With the good-bye of RFC 6455, 7.1.2: 1000, a normal closure. */
    @Override
    public void close(Reason reason, String text) {
        ByteBuffer normal = ByteBuffer.allocate(2).putShort(0, (short) 1000);
        connection.send(WebSocketFrames.masked(WebSocketFrames.CLOSE, normal, RANDOM.nextInt()));
        connection.close(reason, text);
    }

    @Override
    public void abort(Reason reason, String text) {
        connection.abort(reason, text);
    }

    private final class Incoming implements ConnectionHandler, WebSocketFrames.Handler {
        private final RtspLink link;
        private final WebSocketFrames frames = new WebSocketFrames();

        Incoming(RtspLink link) {
            this.link = link;
        }

        @Override
        public void received(ByteBuffer data) {
            @Nullable String problem = frames.read(data, this);
            if (problem != null) {
                connection.abort(Reason.PROTOCOL_ERROR, "its WebSocket is broken: " + problem);
            }
        }

        @Override
        public void data(ByteBuffer bytes) {
            link.received(bytes);
        }

        @Override
        public void control(int opcode, ByteBuffer payload) {
            if (opcode == WebSocketFrames.PING) {
                connection.send(WebSocketFrames.masked(WebSocketFrames.PONG, payload, RANDOM.nextInt()));
            } else if (opcode == WebSocketFrames.CLOSE) {
                connection.close(Reason.ENDED, "it closed the WebSocket");
            }
        }

        @Override
        public void closed(Reason reason, String text) {
            link.closed(reason, text);
        }
    }
}
