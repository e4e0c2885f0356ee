/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
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
    private volatile boolean ended;

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
        ended = true;
        protocol = null;
    }

    /** @param next null: those who connect wait for the next one */
    void protocol(@Nullable Protocol next) {
        protocol = next;
    }

    @Nullable
    Protocol protocol() {
        return protocol;
    }

    private @Nullable ConnectionHandler accepted(Connection connection) {
        Protocol receiver = protocol;
        return receiver == null ? null : receiver.accepted(connection);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        SocketChannel socket = (SocketChannel) message;
        InetSocketAddress remote = socket.remoteAddress();
        if (ended || remote == null || connections.ended()) {
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
            // Into the set before anything happens on it: whoever goes through the set misses none.
            TcpConnection connection = loops.serve(socket, name, this::accepted, place, made -> {
                connections.add(made);
                return tls.on() ? new Opening(tls, made) : null;
            });
            connection.gone().thenRun(place::leave);
            place.takenBy(connection);
            connections.closeIfEnded(connection);
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
