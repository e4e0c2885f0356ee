/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection, accepted or dialled. Everything of the handler's is let go when it is closed: nothing here keeps a
 * protocol's classes after that.
 */
final class TcpConnection implements Connection {
    private static final int MOST_QUEUED_BYTES = 1024 * 1024;
    private static final long CLOSE_MS = 1_000;

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
    private final Set<Future<?>> timers = new HashSet<>(2);

    private @Nullable Function<Connection, ConnectionHandler> factory;
    private @Nullable ConnectionHandler handler;
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
            Function<Connection, ConnectionHandler> factory,
            Admission.@Nullable Place place) {
        this.id = id;
        this.channel = channel;
        this.loop = loop;
        this.log = log;
        this.name = name;
        this.factory = factory;
        this.place = place;
        outbox = new Outbox(this, channel, loop);
        channel.closeFuture().addListener(closed -> execute(this::end));
    }

    /** What Netty tells; goes into the channel's pipeline before it is registered. */
    ChannelHandler events() {
        return new Events();
    }

    Loop loop() {
        return loop;
    }

    /** Done when the handler knows that the connection is closed. */
    CompletableFuture<@Nullable Void> gone() {
        return gone;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public int queuedBytes() {
        return queuedBytes.get();
    }

    @Override
    public void admitted() {
        if (place != null) {
            place.admitted();
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            loop.executor.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            run(task); // the loops have ended, nothing runs there any more
        }
    }

    /** At once when it is called on the loop, so that what a handler says happens in its order. */
    private void onLoop(Runnable task) {
        if (loop.executor.inEventLoop()) {
            run(task);
        } else {
            execute(task);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void send(ByteBuffer data) {
        int bytes = data.remaining();
        if (bytes == 0 || ended) {
            return;
        }
        if (queuedBytes.addAndGet(bytes) > MOST_QUEUED_BYTES) {
            abort(Reason.TOO_SLOW, "more than " + MOST_QUEUED_BYTES + " bytes wait to be sent");
            return;
        }
        onLoop(() -> outbox.send(data));
    }

    void dequeued(int bytes) {
        queuedBytes.addAndGet(-bytes);
    }

    @Override
    public void attach(Feed feed, Cursor cursor) {
        onLoop(() -> outbox.attach(feed, cursor));
    }

    @Override
    public void detach() {
        onLoop(outbox::detach);
    }

    @Override
    public void reading(boolean on) {
        onLoop(() -> channel.config().setAutoRead(on));
    }

    @Override
    public void schedule(Runnable task, long delayMs) {
        onLoop(() -> {
            if (!ended) {
                Timer timer = new Timer(task);
                timer.future = loop.executor.schedule(timer, delayMs, TimeUnit.MILLISECONDS);
                timers.add(timer.future);
            }
        });
    }

    @Override
    public void close(Reason reason, String text) {
        close(reason, text, CLOSE_MS);
    }

    void close(Reason reason, String text, long withinMs) {
        onLoop(() -> {
            if (closing || ended) {
                return;
            }
            closing = true;
            because(reason, text);
            outbox.closeAfterwards();
            if (channel.isOpen()) {
                schedule(this::closeNow, withinMs);
            }
        });
    }

    @Override
    public void abort(Reason reason, String text) {
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
        Function<Connection, ConnectionHandler> make = factory;
        factory = null;
        if (make == null || ended) {
            return;
        }
        loop.add(this);
        try {
            handler = make.apply(this);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void received(ByteBuf data) {
        ConnectionHandler receiver = handler;
        if (place != null) {
            place.heard();
        }
        if (receiver == null || closing) {
            return;
        }
        try {
            receiver.received(loop.readBuffer.view(data));
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
        timers.forEach(timer -> timer.cancel(false));
        timers.clear();
        ConnectionHandler receiver = handler;
        handler = null;
        try {
            if (receiver != null) {
                Reason reason = closeReason;
                receiver.closed(
                        reason == null ? Reason.ENDED : reason,
                        reason == null ? "the peer closed the connection" : closeText);
            }
        } catch (RuntimeException | Error e) {
            log.unexpected("net.handler_failed", name + " failed at the close of connection " + id, e);
        } finally {
            gone.complete(null);
        }
    }

    private final class Timer implements Runnable {
        private final Runnable task;
        private @Nullable Future<?> future;

        Timer(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (future != null) {
                timers.remove(future);
            }
            TcpConnection.this.run(task);
        }
    }

    private final class Events extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            begin();
            context.fireChannelActive(); // starts reading
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof ByteBuf data) {
                    received(data);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                Throwable problem = handshake.cause();
                if (problem == null) {
                    begin();
                } else {
                    if (place != null) { // whoever dials says itself what failed
                        log.seldom(
                                "net.tls_refused",
                                name + ": TLS with " + channel.remoteAddress() + " failed: " + Failures.text(problem));
                    }
                    lost(problem);
                }
            } else if (event instanceof SslCloseCompletionEvent) {
                channel.close(); // RFC 8446, 6.1: the peer sends nothing more
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
            lost(problem);
        }
    }
}
