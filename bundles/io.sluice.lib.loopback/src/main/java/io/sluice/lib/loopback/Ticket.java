/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An address that lets one connection in, once, before it expires. Any thread.
 *
 * <p>Whoever sees a program's arguments sees the address too, so a connection that comes first must also be one of the
 * program's processes: its socket is looked for in {@code /proc/PID/fd} of the process group. Where that cannot be seen
 * (no {@code /proc}, another user's program) the token alone counts.
 */
public abstract sealed class Ticket implements AutoCloseable permits PlayTicket, PublishTicket {
    /** No program is known yet: whoever comes waits. */
    private static final long NOT_YET = -1;
    /** Anybody who knows the address. */
    public static final long ANYBODY = 0;

    private final Loopback loopback;
    private final Loop loop;
    private final String token;
    private final long expiresNs;
    private final AtomicBoolean used = new AtomicBoolean();
    private volatile boolean closed;
    private volatile long owner = NOT_YET;

    Ticket(Loopback loopback, Loop loop, String token, Duration expiry) {
        this.loopback = loopback;
        this.loop = loop;
        this.token = token;
        expiresNs = System.nanoTime() + expiry.toNanos();
    }

    /** What the program is given; a secret until it is used. */
    public String url() {
        return "rtsp://127.0.0.1:" + loop.port() + "/" + token;
    }

    /**
     * Whose connection is let in.
     *
     * @param pid of the leader of the program's process group, or {@link #ANYBODY}
     */
    public void owner(long pid) {
        owner = pid;
        loop.wake();
    }

    /** Ends the connection, or lets nobody in any more. Idempotent, returns at once. */
    @Override
    public void close() {
        closed = true;
        loopback.forget(this);
        loop.wake();
    }

    String token() {
        return token;
    }

    /** Whether its program is known. */
    boolean owned() {
        return owner != NOT_YET;
    }

    long owner() {
        return owner;
    }

    boolean closed() {
        return closed;
    }

    /** Whether somebody may still come. */
    boolean open(long nowNs) {
        return !closed && !used.get() && nowNs - expiresNs < 0;
    }

    /** True for one caller only. */
    boolean use() {
        return used.compareAndSet(false, true);
    }

    /** What is talked about with whoever was let in. */
    abstract Session session(Line line);

    /** For the log and thread names: never the token. */
    @Override
    public String toString() {
        return getClass().getSimpleName();
    }
}
