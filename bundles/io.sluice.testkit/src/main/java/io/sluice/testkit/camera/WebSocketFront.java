/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A camera whose RTSP is to be had inside of a WebSocket only (RFC 6455), with ONVIF's subprotocol. What it sends is
 * cut into frames without regard to messages, in fragments and with pings between.
 */
public final class WebSocketFront extends CameraFront {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int BINARY = 0x82;
    private static final int BINARY_BEGIN = 0x02;
    private static final int CONTINUATION_END = 0x80;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;
    private static final int CLOSE = 0x88;

    private final AtomicInteger pongs = new AtomicInteger();

    public WebSocketFront(int camera, @Nullable SSLContext tls) {
        super(camera, tls);
    }

    /** How many of the pings were answered, in all connections. */
    public int pongs() {
        return pongs.get();
    }

    @Override
    protected void accepted(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        Map<String, String> head = head(in);
        boolean right = "websocket".equals(head.get("upgrade"))
                && "13".equals(head.get("sec-websocket-version"))
                && "rtsp.onvif.org".equals(head.get("sec-websocket-protocol"));
        if (!right) {
            write(out, "HTTP/1.1 400 Bad Request\r\n\r\n");
            socket.close();
            return;
        }
        write(
                out,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Protocol: rtsp.onvif.org\r\nSec-WebSocket-Accept: "
                        + accept(head.getOrDefault("sec-websocket-key", "")) + "\r\n\r\n");
        Socket behind = camera();
        start(() -> {
            try (socket;
                    behind) {
                answers(behind.getInputStream(), out);
            } catch (IOException e) {
                // One of them has gone.
            }
        });
        try (socket;
                behind) {
            requests(new DataInputStream(in), behind.getOutputStream());
        }
    }

    private static String accept(String key) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private static void answers(InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[70_000];
        int round = 0;
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
            int half = n / 2;
            if (round++ % 3 == 0) {
                frame(out, BINARY_BEGIN, buffer, 0, half);
                frame(out, PING, new byte[] {1, 2, 3}, 0, 3);
                frame(out, CONTINUATION_END, buffer, half, n - half);
            } else {
                frame(out, BINARY, buffer, 0, n);
            }
            out.flush();
        }
    }

    private static void frame(OutputStream out, int first, byte[] bytes, int from, int length) throws IOException {
        out.write(first);
        if (length < 126) {
            out.write(length);
        } else if (length <= 0xFFFF) {
            out.write(new byte[] {126, (byte) (length >> 8), (byte) length});
        } else {
            out.write(new byte[] {
                127, 0, 0, 0, 0, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
            });
        }
        out.write(bytes, from, length);
    }

    private void requests(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            if ((second & 0x80) == 0) {
                throw new EOFException("a client has to mask");
            }
            int length = second & 0x7F;
            length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i & 3];
            }
            if (first == CLOSE) {
                return;
            }
            if (first == PONG) {
                pongs.incrementAndGet();
            } else {
                out.write(payload);
            }
        }
    }
}
