/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A camera's port and its clients. Any thread. */
final class CameraListener {
    private static final int BACKLOG = 256;
    private static final long ENDS_MS = 5000;

    private final InetSocketAddress address;
    private final CameraState state;
    private final Set<CameraConnection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "sluice-test-camera-timer");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;
    private volatile @Nullable ServerSocket listening;
    private volatile @Nullable Thread accepting;

    CameraListener(InetAddress host, int port, CameraState state) {
        this.address = new InetSocketAddress(host, port);
        this.state = state;
    }

    void open() {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(address, BACKLOG);
            listening = socket;
            var thread = new Thread(() -> accept(socket), "sluice-test-camera-accept");
            thread.setDaemon(true);
            accepting = thread;
            thread.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the camera cannot listen on " + address, e);
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket socket = from.accept();
                state.faults.awaitThawed();
                var connection = new CameraConnection(socket, state, this::gone);
                connections.add(connection);
                state.statistics.count("conns");
                state.statistics.atLeast("most_open", state.statistics.add("open", 1));
                connection.start();
                if (closed) {
                    connection.close(true);
                }
            } catch (IOException e) {
                state.statistics.count("not_accepted");
            }
        }
    }

    private void gone(CameraConnection connection) {
        if (connections.remove(connection)) {
            state.statistics.add("open", -1);
        }
    }

    Set<CameraConnection> connections() {
        return Set.copyOf(connections);
    }

    /** Nobody can connect for that long. */
    void refuse(Duration time) {
        closeListening();
        timer.schedule(this::reopen, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void reopen() {
        if (!closed) {
            open();
        }
    }

    private void closeListening() {
        ServerSocket socket = listening;
        Thread thread = accepting;
        try {
            if (socket != null) {
                socket.close();
            }
            if (thread != null) {
                thread.join(ENDS_MS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Idempotent; returns when nothing of it is left. */
    void close() {
        closed = true;
        state.faults.freeze(false);
        try {
            timer.shutdownNow();
            timer.awaitTermination(ENDS_MS, TimeUnit.MILLISECONDS);
            closeListening();
            for (CameraConnection connection : connections()) {
                connection.close(true);
                connection.join(ENDS_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
