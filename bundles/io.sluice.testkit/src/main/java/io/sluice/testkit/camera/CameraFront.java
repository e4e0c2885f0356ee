/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a camera and makes it reachable in another way: by itself it is a relay, with a certificate it speaks
 * TLS; subclasses wrap RTSP into something else. Its threads are daemons and end with {@link #close()}.
 */
public class CameraFront implements AutoCloseable {
    private static final int MAX_HEAD_BYTES = 16 * 1024;

    private final ServerSocket server;
    private final int camera;
    private final Collection<Socket> sockets = new ConcurrentLinkedQueue<>();

    /**
     * Listens at a free port of loopback.
     *
     * @param camera port of loopback to relay to
     * @param tls with the certificate to show, or null: in the clear
     */
    public CameraFront(int camera, @Nullable SSLContext tls) {
        this.camera = camera;
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            server = tls == null
                    ? new ServerSocket(0, 50, loopback)
                    : tls.getServerSocketFactory().createServerSocket(0, 50, loopback);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public final int port() {
        return server.getLocalPort();
    }

    /** How many connections have come. */
    public final int connections() {
        return sockets.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try {
            accepted(socket);
        } catch (IOException e) {
            quietly(socket);
        }
    }

    /** A connection came; called on a thread of its own, which may block. */
    protected void accepted(Socket socket) throws IOException {
        Socket behind = camera();
        relay(socket.getInputStream(), behind.getOutputStream(), socket, behind);
        relay(behind.getInputStream(), socket.getOutputStream(), socket, behind);
    }

    /** A connection to the camera. */
    protected final Socket camera() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), camera);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Copies on a thread of its own; at the end both are closed. */
    protected static void relay(InputStream in, OutputStream out, Socket one, Socket other) {
        start(() -> {
            try (one;
                    other) {
                in.transferTo(out);
            } catch (IOException e) {
                // One of them has gone; so the other has to.
            }
        });
    }

    protected static void start(Runnable work) {
        var thread = new Thread(work, "camera-front");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The head of an HTTP message: the first line under an empty name, the fields under theirs in lower case.
     *
     * @throws EOFException when it ends before
     */
    protected static Map<String, String> head(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || text.length() > MAX_HEAD_BYTES) {
                throw new EOFException("no head");
            }
            text.append((char) next);
        }
        String[] lines = text.toString().split("\r\n");
        var head = new TreeMap<String, String>();
        head.put("", lines[0]);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            head.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return head;
    }

    protected static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone, which was the aim.
        }
    }

    /** Nobody can connect any more, and everybody is cut off. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(CameraFront::quietly);
    }
}
