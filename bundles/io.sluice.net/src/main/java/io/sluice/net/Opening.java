/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by the first byte of an accepted connection whether the peer speaks TLS: a handshake begins with 0x16 (RFC
 * 8446, 5.1), which no protocol served here does. The protocol hears of the connection when that is known.
 */
final class Opening extends ChannelInboundHandlerAdapter {
    private static final int HANDSHAKE = 0x16;
    private final Tls tls;
    private final TcpConnection connection;
    private @Nullable Future<?> deadline;
    private boolean secure;

    Opening(Tls tls, TcpConnection connection) {
        this.tls = tls;
        this.connection = connection;
    }

    /** Not handed on: the protocol is told later. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline = context.executor()
                .schedule(() -> connection.neverBegan("nothing came"), tls.handshakeMs(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopWaiting();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf data) || !data.isReadable()) {
            context.fireChannelRead(message);
            return;
        }
        if (secure) {
            handOn(context, data);
            return;
        }
        stopWaiting();
        SslHandler handler =
                data.getUnsignedByte(data.readerIndex()) == HANDSHAKE ? tls.handler(context.alloc()) : null;
        if (handler == null) {
            connection.begin();
            context.fireChannelRead(data);
            context.pipeline().remove(this);
            return;
        }
        secure = true;
        connection.secured();
        context.pipeline().addAfter(context.name(), "tls", handler);
        handOn(context, data);
    }

    /** As a copy: the loop's one read buffer cannot be kept until a record is complete. */
    static void handOn(ChannelHandlerContext context, ByteBuf data) {
        ByteBuf copy = context.alloc().buffer(data.readableBytes()).writeBytes(data);
        data.release();
        context.fireChannelRead(copy);
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
