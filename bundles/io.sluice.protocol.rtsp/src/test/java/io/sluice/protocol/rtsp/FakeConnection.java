/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A connection whose loop and clock the test turns by hand. */
final class FakeConnection implements Connection {
    /** What was done, in order: bytes that were sent, feeds that were attached. */
    final List<Object> output = new ArrayList<>();

    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();
    private final InetSocketAddress remote;
    ConnectionHandler handler;
    Feed feed;
    Cursor cursor;
    Reason closed;
    String closeText = "";
    long nowMs;
    boolean secure;
    boolean admitted;
    boolean reading = true;

    private record Timer(long dueMs, Runnable task, boolean ofConnection) {}

    FakeConnection(String host) {
        remote = new InetSocketAddress(host, 50123);
    }

    void received(ByteBuffer data) {
        handler.received(data);
        settle();
    }

    void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** As when a handler has left. */
    void forgetTimers() {
        timers.clear();
    }

    void advance(long ms) {
        long until = nowMs + ms;
        while (true) {
            Timer next = timers.stream()
                    .filter(timer -> timer.dueMs() <= until)
                    .min(Comparator.comparingLong(Timer::dueMs))
                    .orElse(null);
            if (next == null) {
                break;
            }
            timers.remove(next);
            nowMs = next.dueMs();
            if (!next.ofConnection() || closed == null) {
                next.task().run();
            }
            settle();
        }
        nowMs = until;
    }

    /** The feed ends, as the pump would tell. */
    void endFeed(Reason reason) {
        handler.feedEnded(reason);
        settle();
    }

    @Override
    public long id() {
        return 7;
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public int queuedBytes() {
        return 0;
    }

    @Override
    public void admitted() {
        admitted = true;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 8554);
    }

    @Override
    public void send(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        output.add(bytes);
        sent.writeBytes(bytes);
    }

    @Override
    public void attach(Feed attached, Cursor at) {
        feed = attached;
        cursor = at;
        output.add(at);
    }

    @Override
    public void detach() {
        if (cursor != null) {
            cursor.close();
        }
        feed = null;
        cursor = null;
    }

    @Override
    public Cursor attached() {
        return cursor;
    }

    @Override
    public void reading(boolean on) {
        reading = on;
    }

    @Override
    public void schedule(Runnable task, long delayMs) {
        timers.add(new Timer(nowMs + delayMs, task, true));
    }

    /** Something else on the same loop; it does not end with the connection. */
    void later(Runnable task, long delayMs) {
        timers.add(new Timer(nowMs + delayMs, task, false));
    }

    @Override
    public void close(Reason reason, String text) {
        if (closed == null) {
            closed = reason;
            closeText = text;
            execute(() -> {
                detach();
                handler.closed(reason, text);
            });
        }
    }

    @Override
    public void abort(Reason reason, String text) {
        close(reason, text);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }
}
