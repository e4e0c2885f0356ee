/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.sluice.api.net.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hands the connections that come in at one address to the protocol, as long as the limits allow. */
@Sharable // one server socket after the other
final class Acceptor extends ChannelInboundHandlerAdapter {
    /** When there is no file descriptor left, accepting again at once would only burn the processor. */
    private static final long PAUSE_MS = 100;

    private final String name;
    private final EventLoops loops;
    private final Admission admission;
    private final Tls tls;
    private final ConnectionSet connections;
    private volatile @Nullable Protocol protocol;

    Acceptor(
            String name, Protocol protocol, EventLoops loops, Admission admission, Tls tls, ConnectionSet connections) {
        this.name = name;
        this.protocol = protocol;
        this.loops = loops;
        this.admission = admission;
        this.tls = tls;
        this.connections = connections;
    }

    /** Nothing more is handed over and the protocol's classes are let go. */
    void end() {
        protocol = null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        SocketChannel socket = (SocketChannel) message;
        InetSocketAddress remote = socket.remoteAddress();
        Protocol receiver = protocol;
        if (receiver == null || remote == null || connections.ended()) {
            socket.unsafe().closeForcibly();
            return;
        }
        InetAddress address = remote.getAddress();
        Admission.Place place = admission.enter(address, loops.settings());
        if (place == null) {
            socket.unsafe().closeForcibly();
            loops.log()
                    .seldom(
                            "net.limit",
                            name + ": a connection from " + address.getHostAddress()
                                    + " was refused, the limit of connections is reached");
            return;
        }
        if (place.madeRoom()) {
            loops.log()
                    .seldom(
                            "net.strangers",
                            name + ": too many connections on which nobody has logged in; one was closed for that from "
                                    + address.getHostAddress());
        }
        try {
            TcpConnection connection = loops.serve(
                    socket, name, receiver::accepted, place, made -> tls.on() ? new Opening(tls, made) : null);
            connection.gone().thenRun(place::leave);
            place.takenBy(connection);
            connections.add(connection);
        } catch (RuntimeException e) {
            // The peer was gone before its socket could be set up.
            socket.unsafe().closeForcibly();
            place.leave();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        loops.log().seldom("net.accept_failed", name + ": cannot accept connections now: " + Failures.text(problem));
        context.channel().config().setAutoRead(false);
        context.executor()
                .schedule(() -> context.channel().config().setAutoRead(true), PAUSE_MS, TimeUnit.MILLISECONDS);
    }
}
