/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;

/** What Netty tells of a connection. On the loop. */
final class ConnectionEvents extends ChannelInboundHandlerAdapter {
    private final TcpConnection connection;

    ConnectionEvents(TcpConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connection.begin();
        context.fireChannelActive(); // starts reading
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof ByteBuf data) {
                connection.received(data);
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
                connection.begin();
            } else {
                connection.refused(problem);
            }
        } else if (event instanceof SslCloseCompletionEvent) {
            context.channel().close(); // RFC 8446, 6.1: the peer sends nothing more
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        connection.lost(problem);
    }
}
