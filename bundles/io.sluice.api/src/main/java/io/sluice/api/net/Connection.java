/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One TCP connection. It lives on one loop (a thread); methods may be called on any thread and take effect there, in
 * order. As an {@link Executor} it runs tasks on the loop; after the close tasks still run, and must not block.
 */
@ProviderType
public interface Connection extends Executor {
    /** Unique in this server's life, for the log. */
    long id();

    InetSocketAddress remote();

    InetSocketAddress local();

    /** Whether the peer speaks TLS with us. Known before any byte is handed on. */
    boolean secure();

    /** How many bytes of {@link #send} are not written yet. Any thread; a moment old. */
    int queuedBytes();

    /**
     * The peer has proved who it is: the connection does not count any more as one of the few that strangers may hold
     * open. Idempotent.
     */
    void admitted();

    /**
     * Queues bytes. They are never written into the middle of a feed's unit. When more than 1 MiB waits to be written
     * the connection is closed with {@link Reason#TOO_SLOW}.
     *
     * @param data taken over: the caller must not change it any more
     */
    void send(ByteBuffer data);

    /**
     * Writes what the cursor reads, now and whenever the feed grows, after everything that was queued before. A peer
     * that takes nothing for {@code tuning.slow_close} has its connection closed with {@link Reason#TOO_SLOW}.
     *
     * @param feed the cursor's
     * @param cursor owned by the connection from now on: closed by {@link #detach} and with the connection
     */
    void attach(Feed feed, Cursor cursor);

    /**
     * Ends what {@link #attach} began, at the end of the unit that was begun, and closes the cursor. No effect when
     * nothing is attached.
     */
    void detach();

    /**
     * The cursor of what {@link #attach} began, also by the handler that was here before; null when nothing is
     * attached. On the loop only.
     */
    default @Nullable Cursor attached() {
        return null;
    }

    /** Stops and resumes reading from the peer; at first it reads. */
    void reading(boolean on);

    /** Runs a task on the loop after a delay, unless the connection is closed by then. */
    void schedule(Runnable task, long delayMs);

    /** Writes what is queued, for at most a second, then closes. Idempotent. */
    void close(Reason reason, String text);

    /** Closes at once with a reset. */
    void abort(Reason reason, String text);
}
