/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.ConnectionRecord;
import io.sluice.api.net.Protocol;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection, accepted or dialled. Everything of the handler's is let go when it is closed: nothing here keeps a
 * protocol's classes after that.
 */
final class TcpConnection {
    private static final int MOST_QUEUED_BYTES = 1024 * 1024;
    private static final long CLOSE_MS = 1_000;
    /** When its protocol goes. */
    private static final long VACATE_MS = 250;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** The connection's place in {@link Loop}, which keeps it up to date. */
    int loopIndex;

    private final long id;
    private final SocketChannel channel;
    private final Loop loop;
    private final NetLog log;
    private final String name;
    private final Admission.@Nullable Place place;
    private final Outbox outbox;
    private final AtomicInteger queuedBytes = new AtomicInteger();
    private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
    private final LoopTasks tasks;
    private final Timers timers;

    private @Nullable Function<Connection, @Nullable ConnectionHandler> factory;
    private @Nullable ConnectionHandler handler;
    private Tenure tenure = new Tenure(this);
    /** While it waits for a handler. */
    private @Nullable Vacancy vacancy;

    private InetSocketAddress remote = new InetSocketAddress(0);
    private InetSocketAddress local = new InetSocketAddress(0);
    private @Nullable Reason closeReason;
    private String closeText = "";
    private boolean closing;
    private volatile boolean secure;
    private volatile boolean ended;

    /**
     * @param name of the protocol or bundle it belongs to, for the log
     * @param place of an accepted one
     */
    TcpConnection(
            long id,
            SocketChannel channel,
            Loop loop,
            NetLog log,
            String name,
            Function<Connection, @Nullable ConnectionHandler> factory,
            Admission.@Nullable Place place) {
        this.id = id;
        this.channel = channel;
        this.loop = loop;
        this.log = log;
        this.name = name;
        this.factory = factory;
        this.place = place;
        tasks = new LoopTasks(loop.executor, this::failed);
        timers = new Timers(loop.executor, tasks::run);
        outbox = new Outbox(this, channel, loop);
        channel.closeFuture().addListener(closed -> execute(this::end));
    }

    /** What Netty tells; goes into the channel's pipeline before it is registered. */
    ChannelHandler events() {
        return new ConnectionEvents(this);
    }

    Loop loop() {
        return loop;
    }

    /** Done when the handler knows that the connection is closed. */
    CompletableFuture<@Nullable Void> gone() {
        return gone;
    }

    long id() {
        return id;
    }

    InetSocketAddress remote() {
        return remote;
    }

    InetSocketAddress local() {
        return local;
    }

    boolean secure() {
        return secure;
    }

    int queuedBytes() {
        return queuedBytes.get();
    }

    void admitted() {
        if (place != null) {
            place.admitted();
        }
    }

    void execute(Runnable task) {
        tasks.execute(task);
    }

    void onLoop(Runnable task) {
        tasks.onLoop(task);
    }

    void send(ByteBuffer data, Tenure by) {
        int bytes = data.remaining();
        if (bytes == 0 || ended || by.isOver()) {
            return;
        }
        if (queuedBytes.addAndGet(bytes) > MOST_QUEUED_BYTES) {
            abort(Reason.TOO_SLOW, "more than " + MOST_QUEUED_BYTES + " bytes wait to be sent");
            return;
        }
        onLoop(() -> {
            if (by.isOver()) {
                dequeued(bytes);
            } else {
                outbox.send(data);
            }
        });
    }

    void dequeued(int bytes) {
        queuedBytes.addAndGet(-bytes);
    }

    void attach(Feed feed, Cursor cursor, Tenure by) {
        onLoop(() -> {
            if (by.isOver()) {
                cursor.close();
            } else {
                outbox.attach(feed, cursor);
            }
        });
    }

    @Nullable
    Cursor attached() {
        return outbox.cursor();
    }

    /** What is attached; on the loop. */
    @Nullable
    Feed feed() {
        return outbox.feed();
    }

    void detach() {
        outbox.detach();
    }

    void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    void schedule(Runnable task, long delayMs) {
        if (!ended) {
            timers.schedule(task, delayMs);
        }
    }

    void close(Reason reason, String text) {
        close(reason, text, CLOSE_MS);
    }

    void close(Reason reason, String text, long withinMs) {
        onLoop(() -> {
            if (closing || ended) {
                return;
            }
            closing = true;
            because(reason, text);
            ByteBuffer farewell = vacancy == null ? NOTHING : vacancy.farewell();
            queuedBytes.addAndGet(farewell.remaining());
            outbox.closeAfterwards(farewell);
            if (channel.isOpen()) {
                schedule(this::closeNow, withinMs);
            }
        });
    }

    void abort(Reason reason, String text) {
        onLoop(() -> {
            because(reason, text);
            try {
                channel.config().setSoLinger(0); // a reset, and what the kernel holds is thrown away
            } catch (ChannelException e) {
                // The socket is closed already.
            }
            closeNow();
        });
    }

    /** Past TLS, which would wait until the peer has taken its good-bye. */
    private void closeNow() {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first == null) {
            channel.close();
        } else {
            first.close();
        }
    }

    /** The first reason is the one that counts. */
    private void because(Reason reason, String text) {
        if (closeReason == null) {
            closeReason = reason;
            closeText = text;
        }
    }

    /** The peer or the network ended it. */
    void lost(Throwable problem) {
        because(Reason.RESET, "the connection was lost: " + Failures.text(problem));
        closeNow();
    }

    /** The peer began a TLS handshake; {@link #begin} follows when it is done. */
    void secured() {
        secure = true;
        outbox.secured();
    }

    /** The peer did not even begin; the protocol never hears of it. */
    void neverBegan(String text) {
        because(Reason.TIMEOUT, text);
        closeNow();
    }

    /** TLS was begun and failed. */
    void refused(Throwable problem) {
        if (place != null) { // whoever dials says itself what failed
            log.seldom(
                    "net.tls_refused",
                    name + ": TLS with " + channel.remoteAddress() + " failed: " + Failures.text(problem));
        }
        lost(problem);
    }

    /** Code of a handler that has handed over threw. */
    void strayed(Throwable problem) {
        log.unexpected("net.handler_failed", name + " failed after it handed over connection " + id, problem);
    }

    /** Code of a handler, feed or cursor threw. */
    void failed(Throwable problem) {
        if (!ended) {
            log.unexpected("net.handler_failed", name + " failed on connection " + id + " with " + remote, problem);
        }
        abort(Reason.FAILED, "internal error");
    }

    /** All that was queued is written. */
    void drained() {
        ConnectionHandler receiver = handler;
        if (receiver != null && !closing) {
            receiver.drained();
        }
    }

    void feedEnded(Reason reason) {
        ConnectionHandler receiver = handler;
        if (receiver != null && !closing) {
            receiver.feedEnded(reason);
        } else if (vacancy != null) {
            close(reason, "the feed ended");
        }
    }

    void sweep(long nowNs, long writeTimeoutMs) {
        if (outbox.stalled(nowNs, writeTimeoutMs)) {
            String text = "the peer took nothing for " + writeTimeoutMs + " ms";
            log.info("net.too_slow", name + " connection " + id + " with " + remote + " closed: " + text);
            abort(Reason.TOO_SLOW, text);
        }
    }

    /** Connected, and what the peer speaks is known: the protocol is told. On the loop. */
    void begin() {
        if (closing) {
            return;
        }
        remote = channel.remoteAddress();
        local = channel.localAddress();
        Function<Connection, @Nullable ConnectionHandler> make = factory;
        factory = null;
        if (make == null || ended) {
            return;
        }
        loop.add(this);
        try {
            handler = make.apply(tenure);
            if (handler == null) {
                vacancy = new Vacancy();
                reading(false);
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /**
     * Its handler gives it up, for another one or for good: then the peer is disconnected. On the loop.
     *
     * @return whether it waits for another one
     */
    boolean vacate(Reason reason, String text) {
        ConnectionHandler leaving = handler;
        if (ended || leaving == null) {
            return vacancy != null;
        }
        ConnectionRecord left = closing ? null : recordOf(leaving);
        handler = null;
        tenure.end();
        if (left != null && !closing) {
            timers.cancel();
            reading(false);
            vacancy = new Vacancy(left);
            return true;
        }
        because(reason, text);
        tellClosed(leaving);
        close(reason, text, VACATE_MS);
        return false;
    }

    private @Nullable ConnectionRecord recordOf(ConnectionHandler leaving) {
        try {
            return leaving.handOver();
        } catch (RuntimeException | Error e) {
            log.unexpected("net.handler_failed", name + " failed to hand over connection " + id, e);
            return null;
        }
    }

    boolean isVacant() {
        return vacancy != null && !closing && !ended;
    }

    /**
     * Somebody goes on with a connection that is vacant, or cannot: then the peer is disconnected. On the loop.
     *
     * @return whether somebody does
     */
    boolean occupy(Protocol next) {
        Vacancy before = vacancy;
        if (before == null || closing || ended) {
            return false;
        }
        vacancy = null;
        tenure = new Tenure(this);
        ConnectionHandler taker = null;
        try {
            taker = before.fill(next, tenure);
        } catch (RuntimeException | Error e) {
            log.unexpected("net.handler_failed", name + " failed to take over connection " + id, e);
        }
        if (taker == null) {
            tenure.end();
            timers.cancel();
            vacancy = before;
            String text = "the next version of " + name + " cannot go on from " + before;
            log.info("net.not_adopted", name + " connection " + id + " with " + remote + " closed: " + text);
            close(Reason.BUNDLE_STOPPED, text);
            return false;
        }
        handler = taker;
        reading(true);
        ByteBuffer held = before.held();
        if (held.hasRemaining()) {
            hear(taker, held);
        }
        return true;
    }

    void received(ByteBuf data) {
        ConnectionHandler receiver = handler;
        if (place != null) {
            place.heard();
        }
        if (closing) {
            return;
        }
        if (receiver != null) {
            hear(receiver, loop.readBuffer.view(data));
        } else if (vacancy != null && !vacancy.hold(loop.readBuffer.view(data))) {
            abort(Reason.LIMIT, "too much came while nobody was there to take it");
        }
    }

    private void hear(ConnectionHandler receiver, ByteBuffer data) {
        try {
            receiver.received(data);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /** Once, after the channel is closed. */
    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        boolean begun = factory == null;
        factory = null;
        if (begun) {
            loop.remove(this);
        }
        outbox.release();
        timers.cancel();
        ConnectionHandler receiver = handler;
        handler = null;
        vacancy = null;
        try {
            if (receiver != null) {
                tellClosed(receiver);
            }
        } finally {
            gone.complete(null);
        }
    }

    private void tellClosed(ConnectionHandler receiver) {
        Reason reason = closeReason;
        try {
            receiver.closed(
                    reason == null ? Reason.ENDED : reason,
                    reason == null ? "the peer closed the connection" : closeText);
        } catch (RuntimeException | Error e) {
            log.unexpected("net.handler_failed", name + " failed at the close of connection " + id, e);
        }
    }
}
