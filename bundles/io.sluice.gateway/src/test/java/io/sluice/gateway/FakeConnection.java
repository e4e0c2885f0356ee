/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One end of a connection whose loop and clock the test turns by hand. */
final class FakeConnection implements Connection {
    private final GatewayRig rig;
    private final InetSocketAddress remote;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<Timer> timers = new ArrayList<>();
    ConnectionHandler handler;
    Reason closed;
    boolean aborted;
    boolean admitted;
    boolean reading = true;
    boolean secure;
    /** Whether the peer takes nothing, so that all that is sent stays queued. */
    boolean stuck;
    /** Run once, at the next {@link #send}: what another thread may do before that returns. */
    Runnable atOnce = () -> {};

    private int queued;

    private record Timer(long dueMs, Runnable task) {}

    FakeConnection(GatewayRig rig, String host) {
        this.rig = rig;
        remote = new InetSocketAddress(host, 50123);
    }

    /** Bytes come, in lines that end as in the test's source. */
    FakeConnection says(String text) {
        return says(Requests.bytes(text));
    }

    FakeConnection says(ByteBuffer data) {
        handler.received(data);
        rig.settle();
        return this;
    }

    /** What was sent to the peer since it was asked last, with plain line ends. */
    String heard() {
        String text = sent.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        sent.reset();
        return text;
    }

    /** The peer takes all that waited. */
    void takes() {
        stuck = false;
        queued = 0;
        handler.drained();
        rig.settle();
    }

    void goes() {
        close(Reason.ENDED, "the peer closed the connection");
        rig.settle();
    }

    /** Runs what is due by now. */
    void runTimers(long nowMs) {
        while (closed == null) {
            Timer next = timers.stream()
                    .filter(timer -> timer.dueMs() <= nowMs)
                    .min(Comparator.comparingLong(Timer::dueMs))
                    .orElse(null);
            if (next == null) {
                return;
            }
            timers.remove(next);
            next.task().run();
            rig.settle();
        }
    }

    int timers() {
        return timers.size();
    }

    @Override
    public long id() {
        return 7;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1984);
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public int queuedBytes() {
        return queued;
    }

    @Override
    public void admitted() {
        admitted = true;
    }

    @Override
    public void send(ByteBuffer data) {
        if (closed != null) {
            return;
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        sent.writeBytes(bytes);
        queued += stuck ? bytes.length : 0;
        Runnable next = atOnce;
        atOnce = () -> {};
        next.run();
    }

    @Override
    public void attach(Feed feed, Cursor cursor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void detach() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reading(boolean on) {
        reading = on;
    }

    @Override
    public void schedule(Runnable task, long delayMs) {
        timers.add(new Timer(rig.nowMs() + delayMs, task));
    }

    @Override
    public void close(Reason reason, String text) {
        if (closed == null) {
            closed = reason;
            execute(() -> handler.closed(reason, text));
        }
    }

    @Override
    public void abort(Reason reason, String text) {
        aborted = closed == null;
        close(reason, text);
    }

    @Override
    public void execute(Runnable task) {
        rig.execute(task);
    }
}
