/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client that says exactly what a test wants it to say. */
final class RawHttp implements AutoCloseable {
    private static final int LIMIT_MS = 15_000;

    private final Socket socket = new Socket();

    RawHttp(int port) throws IOException {
        this(port, 0);
    }

    /** @param receiveBytes of the kernel for this socket; 0: as usual */
    RawHttp(int port, int receiveBytes) throws IOException {
        if (receiveBytes > 0) {
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.setSoTimeout(LIMIT_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MS);
    }

    RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /** Reads until what came ends with a text. */
    String readUntil(String end) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
            int next = in().read();
            if (next < 0) {
                throw new AssertionError("closed after: " + read.toString(StandardCharsets.ISO_8859_1));
            }
            read.write(next);
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads until the server closes. */
    String readAll() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            in().transferTo(read);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("not closed after: " + read.toString(StandardCharsets.ISO_8859_1), e);
        } catch (IOException e) {
            // A reset is a close too.
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the server closes within the time. */
    boolean closedWithin(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            in().transferTo(ByteArrayOutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
