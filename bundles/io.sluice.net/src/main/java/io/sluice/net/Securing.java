/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Begins TLS on a connection that was dialled; {@link TcpConnection} hears of it when the handshake is done. */
final class Securing extends ChannelInboundHandlerAdapter {
    private final TcpConnection connection;
    private final ClientHandshake tls;
    private final Consumer<Throwable> failed;

    /** @param failed hears why there will be no connection; on the loop */
    Securing(TcpConnection connection, ClientHandshake tls, Consumer<Throwable> failed) {
        this.connection = connection;
        this.tls = tls;
        this.failed = failed;
    }

    /** Not handed on: the driver is told later. Nothing is read until TLS is there to take it. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
        connection.secured();
        context.channel().config().setAutoRead(false);
        try {
            tls.executor().execute(() -> prepare(context));
        } catch (RejectedExecutionException e) {
            fail(new IOException("too many handshakes are under way", e));
        }
    }

    private void prepare(ChannelHandlerContext context) {
        try {
            SslHandler handler = tls.handler(context.alloc());
            context.executor().execute(() -> begin(context, handler));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            context.executor().execute(() -> fail(e));
        }
    }

    private void begin(ChannelHandlerContext context, SslHandler handler) {
        if (context.isRemoved()) {
            return; // closed meanwhile
        }
        handler.handshakeFuture().addListener(done -> {
            if (!done.isSuccess()) {
                failed.accept(done.cause());
            }
        });
        context.pipeline().addAfter(context.name(), "tls", handler);
        context.channel().config().setAutoRead(true);
    }

    private void fail(Throwable problem) {
        failed.accept(problem);
        connection.lost(problem);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf data && data.isReadable()) {
            Opening.handOn(context, data);
        } else {
            context.fireChannelRead(message);
        }
    }
}
