/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call of {@link io.sluice.api.net.Dialer#connect}: the name, then its addresses one after the other. */
final class Dial {
    private final EventLoops loops;
    private final String name;
    private final ConnectionSet connections;
    private final HostPort target;
    private final Duration timeout;
    private final @Nullable ClientHandshake tls;
    private final Function<Connection, ConnectionHandler> factory;
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private volatile @Nullable TcpConnection current;

    Dial(
            EventLoops loops,
            String name,
            ConnectionSet connections,
            HostPort target,
            Duration timeout,
            @Nullable ClientHandshake tls,
            Function<Connection, ConnectionHandler> factory) {
        this.loops = loops;
        this.name = name;
        this.connections = connections;
        this.target = target;
        this.timeout = timeout;
        this.tls = tls;
        this.factory = factory;
    }

    CompletableFuture<Connection> start() {
        Future<?> deadline = loops.nextExecutor().schedule(this::tooLate, timeout.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<InetAddress[]> names = loops.names().resolve(target.host());
        result.whenComplete((connection, problem) -> {
            deadline.cancel(false);
            names.cancel(false); // a look-up that still waits for its turn is not begun any more
            TcpConnection late = current;
            if (problem != null && late != null) {
                late.abort(Reason.TIMEOUT, "nobody waits for this connection any more");
            }
        });
        names.whenComplete((addresses, problem) -> {
            if (addresses != null) {
                attempt(addresses, 0);
            } else {
                fail(new StreamException(Reason.UNREACHABLE, target + " cannot be reached: the name has no address"));
            }
        });
        return result;
    }

    private void tooLate() {
        TcpConnection begun = current;
        if (tls != null && begun != null && begun.secure()) {
            String text = target + " did not finish the TLS handshake within " + timeout.toMillis() + " ms";
            fail(new StreamException(Reason.TIMEOUT, text));
        }
        fail(new StreamException(Reason.TIMEOUT, target + " did not answer within " + timeout.toMillis() + " ms"));
    }

    private void fail(StreamException problem) {
        result.completeExceptionally(problem);
    }

    private void attempt(InetAddress[] addresses, int index) {
        if (result.isDone()) {
            return;
        }
        if (connections.ended()) {
            fail(new StreamException(Reason.BUNDLE_STOPPED, "the bundle of this dialer was stopped"));
            return;
        }
        SocketChannel socket = loops.newSocket();
        TcpConnection connection = loops.serve(
                socket,
                name,
                this::connected,
                null,
                made -> tls == null ? null : new Securing(made, tls, problem -> fail(tls.failure(problem))));
        current = connection;
        connections.add(connection);
        connections.closeIfEnded(connection);
        socket.config().setConnectTimeoutMillis(0); // the deadline is for all addresses together
        socket.connect(new InetSocketAddress(addresses[index], target.port())).addListener(done -> {
            if (done.isSuccess()) {
                return;
            }
            socket.close();
            if (index + 1 < addresses.length) {
                attempt(addresses, index + 1);
            } else {
                fail(Failures.ofConnect(done.cause(), target.toString()));
            }
        });
    }

    /** On the loop; whoever waits is told only after the handler is in place. */
    private ConnectionHandler connected(Connection connection) {
        try {
            ConnectionHandler handler = factory.apply(connection);
            connection.execute(() -> {
                if (!result.complete(connection)) {
                    connection.abort(Reason.TIMEOUT, "nobody waits for this connection any more");
                }
            });
            return handler;
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
            throw e;
        }
    }
}
