/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.event;

import io.sluice.api.auth.Identity;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One who listens to events: a place in the log. There is no queue of its own; who is lapped is cut, comes back with
 * {@code Last-Event-ID}, and learns that events are lost. Everything but the constructor and the callbacks runs on the
 * thread of events, and never blocks: the container says when it can take more.
 */
final class EventClient implements WriteListener {
    private static final byte[] HEARTBEAT = ": \n\n".getBytes(StandardCharsets.UTF_8);
    /** RFC-like field of the format: milliseconds until the browser comes again. */
    private static final byte[] HELLO = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

    private static final byte[] LOST = "event: lost\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8);

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Identity identity;
    private final EventLog log;
    private final Executor thread;
    private long position;
    private byte @Nullable [] pending;
    private boolean needsFlush;
    private boolean closed;

    EventClient(AsyncContext context, Identity identity, EventLog log, long lastSeen, Executor thread)
            throws IOException {
        this.context = context;
        this.identity = identity;
        this.log = log;
        this.thread = thread;
        out = context.getResponse().getOutputStream();
        boolean knows = lastSeen >= 0 && lastSeen <= log.newest();
        position = knows ? lastSeen : log.newest();
        pending = HELLO;
        if (lastSeen >= 0 && (!knows || !log.reaches(lastSeen))) {
            position = knows ? log.after(0).get(0).id() - 1 : position;
            pending = join(HELLO, LOST);
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    Identity identity() {
        return identity;
    }

    boolean isClosed() {
        return closed;
    }

    /** From now on the container calls back. */
    void start() {
        try {
            out.setWriteListener(this);
        } catch (IllegalStateException over) {
            close();
        }
    }

    @Override
    public void onWritePossible() {
        thread.execute(this::pump);
    }

    @Override
    public void onError(Throwable gone) {
        thread.execute(this::close);
    }

    /** Writes what the peer takes now. */
    void pump() {
        if (closed) {
            return;
        }
        if (!log.reaches(position)) {
            close();
            return;
        }
        try {
            while (out.isReady()) {
                byte[] next = next();
                if (next != null) {
                    out.write(next);
                    needsFlush = true;
                } else if (needsFlush) {
                    needsFlush = false;
                    out.flush();
                } else {
                    return;
                }
            }
        } catch (IOException | IllegalStateException gone) {
            close();
        }
    }

    private byte @Nullable [] next() {
        byte[] first = pending;
        if (first != null) {
            pending = null;
            return first;
        }
        for (EventLog.Entry entry : log.after(position)) {
            position = entry.id();
            byte[] shown = EventView.of(entry, identity);
            if (shown != null) {
                return shown;
            }
        }
        return null;
    }

    /** So that proxies, and we, notice that a peer is gone. */
    void heartbeat() {
        if (!closed && pending == null) {
            pending = HEARTBEAT;
            pump();
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            try {
                context.complete();
            } catch (IllegalStateException alreadyOver) {
                // The container was faster.
            }
        }
    }
}
