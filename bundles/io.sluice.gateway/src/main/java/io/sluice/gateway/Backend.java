/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection to Felix HTTP, one request at a time. Its own state is on its loop. */
final class Backend implements ConnectionHandler {
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(30);

    private final Backends pool;
    private final Connection connection;
    private final int port;
    private final Codec codec = Codec.ofResponses(this::toHead);
    private @Nullable Exchange exchange;
    private boolean raw;
    private volatile boolean gone;
    private volatile boolean used;
    private volatile long freeSinceNs = System.nanoTime();

    Backend(Backends pool, Connection connection, int port) {
        this.pool = pool;
        this.connection = connection;
        this.port = port;
    }

    private boolean toHead() {
        Exchange current = exchange;
        return current != null && current.toHead();
    }

    Connection connection() {
        return connection;
    }

    /** Whether it had a request before, so that its end may have been on the way when it was taken. */
    boolean used() {
        return used;
    }

    boolean usable(int wantedPort) {
        return !gone && port == wantedPort && System.nanoTime() - freeSinceNs < IDLE_NS;
    }

    /** Any thread; what is sent after it is the request. */
    void begin(Exchange next) {
        connection.execute(() -> {
            if (gone) {
                next.lost("the connection to Felix HTTP was lost");
            } else {
                exchange = next;
            }
        });
    }

    void close(Reason reason, String text) {
        gone = true;
        connection.close(reason, text);
    }

    void abort(String text) {
        gone = true;
        connection.abort(Reason.ENDED, text);
    }

    @Override
    public void received(ByteBuffer data) {
        Exchange current = exchange;
        if (current != null && raw) {
            ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
            current.raw(copy);
            return;
        }
        try {
            codec.feed(data, this::decoded);
        } catch (DecoderException e) {
            fail("Felix HTTP sent what is not HTTP");
        }
    }

    private void decoded(Object message) {
        Exchange current = exchange;
        if (current == null) {
            fail("Felix HTTP sent what nobody asked for");
            return;
        }
        if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            fail("Felix HTTP sent what is not HTTP");
        } else if (message instanceof HttpResponse head) {
            raw = current.head(head);
        } else if (message instanceof HttpContent content && !raw) {
            if (content.content().isReadable()) {
                current.content(Codec.bytes(content));
            }
            if (message instanceof LastHttpContent) {
                ended(current);
            }
        } else if (message instanceof ByteBuf bytes) {
            current.raw(Codec.bytes(bytes));
        }
    }

    private void ended(Exchange current) {
        if (!current.end()) {
            return; // only an interim answer
        }
        exchange = null;
        if (current.reusable() && !gone) {
            used = true;
            freeSinceNs = System.nanoTime();
            pool.give(this);
        } else {
            close(Reason.ENDED, "not to be used again");
        }
    }

    private void fail(String text) {
        Exchange current = exchange;
        exchange = null;
        abort(text);
        if (current != null) {
            current.lost(text);
        }
    }

    @Override
    public void drained() {
        Exchange current = exchange;
        if (current != null) {
            current.backendDrained();
        }
    }

    /** An answer that ends with the connection is complete now. */
    private void finish() {
        try {
            codec.finish(this::decoded);
        } catch (DecoderException e) {
            // It is not: whoever waits is told below.
        }
    }

    @Override
    public void closed(Reason reason, String text) {
        gone = true;
        pool.closed(this);
        if (!raw) {
            finish();
        }
        codec.release();
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.lost("Felix HTTP closed the connection");
        }
    }
}
