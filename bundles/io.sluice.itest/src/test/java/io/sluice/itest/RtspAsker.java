/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks on one connection and checks that each request has one answer, in its order. */
final class RtspAsker implements AutoCloseable {
    private static final Pattern CSEQ = Pattern.compile("(?im)^CSeq: *(\\d+)");
    private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *(\\d+)");
    private static final Pattern SESSION = Pattern.compile("(?im)^Session: *([^;\\s]+)");
    private static final int AHEAD = 8;

    private final Socket socket;
    private final DataInputStream in;
    private final CompletableFuture<Long> asked = new CompletableFuture<>();
    private volatile boolean stopped;
    private long cseq;

    private RtspAsker(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    static RtspAsker connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return new RtspAsker(socket);
    }

    static String session(String answer) {
        Matcher session = SESSION.matcher(answer);
        if (!session.find()) {
            throw new AssertionError("no session in " + answer);
        }
        return session.group(1);
    }

    /** The answer with its body. */
    String ask(String method, String url, String... headers) throws IOException {
        send(method, url, headers);
        return answer(cseq);
    }

    private void send(String method, String url, String... headers) throws IOException {
        String request = method + " " + url + " RTSP/1.0\r\nCSeq: " + ++cseq + "\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private String answer(long expected) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed instead of answer " + expected + "; " + head);
            }
            if (next == '$' && head.isEmpty()) {
                in.readUnsignedByte();
                in.readFully(new byte[in.readUnsignedShort()]);
            } else {
                head.append((char) next);
            }
        }
        Matcher number = CSEQ.matcher(head);
        if (!number.find() || Long.parseLong(number.group(1)) != expected) {
            throw new IOException("expected answer " + expected + ", not " + head);
        }
        Matcher length = LENGTH.matcher(head);
        byte[] body = new byte[length.find() ? Integer.parseInt(length.group(1)) : 0];
        in.readFully(body);
        return head + new String(body, StandardCharsets.UTF_8);
    }

    /** Describes again and again, some requests ahead of their answers, until {@link #stopAsking}. */
    void keepAsking(String url) {
        Thread thread = new Thread(() -> {
            try {
                while (!stopped) {
                    long first = cseq + 1;
                    for (int i = 0; i < AHEAD; i++) {
                        send(i % 2 == 0 ? "DESCRIBE" : "OPTIONS", url);
                    }
                    for (int i = 0; i < AHEAD; i++) {
                        String answer = answer(first + i);
                        if (!answer.startsWith("RTSP/1.0 200")) {
                            throw new IOException(answer);
                        }
                    }
                }
                asked.complete(cseq);
            } catch (IOException | RuntimeException e) {
                asked.completeExceptionally(e);
            }
        });
        thread.setName("sluice-test-asker");
        thread.setDaemon(true);
        thread.start();
    }

    /** How many requests were answered; fails when one was not, or twice. */
    long stopAsking() throws InterruptedException, ExecutionException, TimeoutException {
        stopped = true;
        return asked.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        socket.close();
    }
}
