/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp.tunnel;

import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The half of a tunnel that requests come in by, as Base64. The length that its head announces says nothing: clients
 * announce a little and send on. It gets no answer while all is well. On its loop, unless said otherwise.
 */
final class TunnelPost implements ConnectionHandler {
    private static final long WAIT_MS = 10_000;
    /** Decoded and not yet read by the session, whose loop may be another one. */
    private static final int MAX_AHEAD_BYTES = 256 * 1024;

    private final Tunnel tunnel;
    private final Connection connection;
    private final Base64Stream base64 = new Base64Stream();
    private final Queue<ByteBuffer> early = new ArrayDeque<>();
    private final AtomicInteger aheadBytes = new AtomicInteger();
    private volatile boolean paused;
    private boolean over;

    TunnelPost(Tunnel tunnel, Connection connection) {
        this.tunnel = tunnel;
        this.connection = connection;
        if (tunnel.isAdmitted()) {
            connection.admitted();
        }
        connection.schedule(this::check, WAIT_MS);
    }

    private void check() {
        if (tunnel.get() == null) {
            end(Reason.TIMEOUT, "the other half of the tunnel did not come");
        }
    }

    @Override
    public void received(ByteBuffer data) {
        if (over) {
            data.position(data.limit());
            return;
        }
        ByteBuffer decoded = base64.decode(data);
        if (decoded == null) {
            data.position(data.limit());
            end(Reason.PROTOCOL_ERROR, "what a tunnel carries is Base64");
            return;
        }
        early.add(decoded);
        pass();
    }

    private void pass() {
        TunnelGet get = tunnel.get();
        while (get != null && !early.isEmpty()) {
            ByteBuffer next = early.remove();
            int bytes = next.remaining();
            aheadBytes.addAndGet(bytes);
            get.deliver(next, () -> taken(bytes));
        }
        if (get == null || aheadBytes.get() > MAX_AHEAD_BYTES) {
            paused = true;
            connection.reading(false);
            if (get != null && aheadBytes.get() <= MAX_AHEAD_BYTES / 2) {
                resume(); // it was read in between
            }
        }
    }

    /** On the session's loop. */
    private void taken(int bytes) {
        if (aheadBytes.addAndGet(-bytes) <= MAX_AHEAD_BYTES / 2 && paused) {
            resume();
        }
    }

    private void resume() {
        paused = false;
        connection.reading(true);
    }

    /** The other half is there. Any thread. */
    void flow() {
        connection.execute(() -> {
            if (!over) {
                resume();
                pass();
            }
        });
    }

    /** Any thread. */
    void admitted() {
        connection.admitted();
    }

    /** The client opened another one. Any thread. */
    void replaced() {
        end(Reason.ENDED, "the next POST of the tunnel has come");
    }

    /** Any thread. */
    void end(Reason reason, String text) {
        connection.execute(() -> {
            over = true;
            early.clear();
            connection.close(reason, text);
        });
    }

    @Override
    public void closed(Reason reason, String text) {
        over = true;
        early.clear();
        tunnel.postClosed(this);
    }
}
