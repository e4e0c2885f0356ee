/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.net.Connection;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What one handler may do with its connection, until it hands it over. Any thread. */
final class Tenure implements Connection {
    private final TcpConnection connection;
    private volatile boolean over;

    Tenure(TcpConnection connection) {
        this.connection = connection;
    }

    /** On the loop: from now on it can only run tasks. */
    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    Loop loop() {
        return connection.loop();
    }

    @Override
    public long id() {
        return connection.id();
    }

    @Override
    public InetSocketAddress remote() {
        return connection.remote();
    }

    @Override
    public InetSocketAddress local() {
        return connection.local();
    }

    @Override
    public boolean secure() {
        return connection.secure();
    }

    @Override
    public int queuedBytes() {
        return connection.queuedBytes();
    }

    @Override
    public void admitted() {
        if (!over) {
            connection.admitted();
        }
    }

    @Override
    public void send(ByteBuffer data) {
        connection.send(data, this);
    }

    @Override
    public void attach(Feed feed, Cursor cursor) {
        connection.attach(feed, cursor, this);
    }

    @Override
    public void detach() {
        onLoop(connection::detach);
    }

    @Override
    public @Nullable Cursor attached() {
        return over ? null : connection.attached();
    }

    @Override
    public void reading(boolean on) {
        onLoop(() -> connection.reading(on));
    }

    @Override
    public void schedule(Runnable task, long delayMs) {
        onLoop(() -> connection.schedule(task, delayMs));
    }

    @Override
    public void close(Reason reason, String text) {
        onLoop(() -> connection.close(reason, text));
    }

    @Override
    public void abort(Reason reason, String text) {
        onLoop(() -> connection.abort(reason, text));
    }

    /** What takes effect after the end has none. */
    private void onLoop(Runnable task) {
        connection.onLoop(() -> {
            if (!over) {
                task.run();
            }
        });
    }

    /** Also after the end: what was begun before has to be cleared away, but can do no harm to whoever came after. */
    @Override
    public void execute(Runnable task) {
        connection.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                if (!over) {
                    throw e;
                }
                connection.strayed(e);
            }
        });
    }
}
