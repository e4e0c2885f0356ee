/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A socket that says whatever a test wants. */
final class Client implements AutoCloseable {
    private static final int PATIENCE_MS = 60_000;

    private final Socket socket;
    private int cseq;

    Client(int port) throws IOException {
        socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        socket.setSoTimeout(PATIENCE_MS);
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends a request and returns the head of the answer; empty when the connection was closed. */
    String ask(String method, String url, String headers, String body) throws IOException {
        send(method + " " + url + " RTSP/1.0\r\nCSeq: " + ++cseq + "\r\n" + headers
                + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + body);
        return answer();
    }

    String ask(String method, String url) throws IOException {
        return ask(method, url, "", "");
    }

    String answer() throws IOException {
        InputStream in = socket.getInputStream();
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = read(in);
            if (next < 0) {
                return text.toString();
            }
            text.append((char) next);
        }
        int length = 0;
        for (String line : text.toString().split("\r\n")) {
            if (line.startsWith("Content-Length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            text.append((char) read(in));
        }
        return text.toString();
    }

    private static int read(InputStream in) throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return -1; // reset
        }
    }

    /** Waits for the other side to close; fails when it does not. */
    void awaitClosed() throws IOException {
        byte[] rest = new byte[64 * 1024];
        try {
            while (socket.getInputStream().read(rest) >= 0) {
                // whatever was still on its way
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return; // reset
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
