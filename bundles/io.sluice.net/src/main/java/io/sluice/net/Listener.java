/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.ServerSocketChannel;
import io.sluice.api.net.Listeners;
import io.sluice.api.net.Protocol;
import io.sluice.api.stream.Reason;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One protocol at one address. It tries to listen on the control thread and tries again until it does; when it is
 * stopped the port is free and the connections are closed before {@link #stop} returns, or a second has passed.
 */
final class Listener {
    private static final long BIND_MS = 3_000;
    private static final long RELEASE_MS = 1_000;
    private static final int BACKLOG = 4_096;

    private final String name;
    private final String address;
    private final EventLoops loops;
    private final ScheduledExecutorService control;
    private final Runnable changed;
    private final ConnectionSet connections = new ConnectionSet();
    private final Acceptor acceptor;

    private volatile @Nullable Channel server;
    private volatile @Nullable String bound;
    private volatile @Nullable String problem;
    private volatile CompletableFuture<@Nullable Void> attempting = CompletableFuture.completedFuture(null);
    private volatile boolean tried;
    private volatile boolean stopped;

    /**
     * @param address as configured; empty: do not listen
     * @param changed called on the control thread after each attempt that changed something
     */
    Listener(
            String name,
            String address,
            Protocol protocol,
            EventLoops loops,
            Admission admission,
            Tls tls,
            ScheduledExecutorService control,
            Runnable changed) {
        this.name = name;
        this.address = address;
        this.loops = loops;
        this.control = control;
        this.changed = changed;
        acceptor = new Acceptor(name, protocol, loops, admission, tls, connections);
    }

    void start() {
        later(0);
    }

    private void later(long delayMs) {
        try {
            control.schedule(this::attempt, delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            stopped = true;
        }
    }

    private void attempt() {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        attempting = over; // before the question whether it is stopped: stop() asks in the other order
        try {
            if (!stopped) {
                listenOrRetry();
            }
        } finally {
            over.complete(null);
        }
    }

    private void listenOrRetry() {
        String before = problem;
        String now = address.isEmpty() ? null : listen();
        problem = now;
        boolean first = !tried;
        tried = true;
        if (stopped) {
            return;
        }
        if (now != null) {
            if (!now.equals(before)) {
                loops.log().warn("net.bind_failed", name + ": " + now);
            }
            later(loops.settings().bindRetryMs());
        } else if (bound != null) {
            loops.log().info("net.listening", name + " listens at " + bound);
        }
        if (first || (now == null) != (before == null) || (now != null && !now.equals(before))) {
            changed.run();
        }
    }

    /** @return why it does not, or null when it does */
    private @Nullable String listen() {
        HostPort wanted = HostPort.parse(address);
        if (wanted == null) {
            return address + " is not an address; write host:port, for example 127.0.0.1:8554";
        }
        ServerSocketChannel channel = null;
        try {
            InetSocketAddress target = resolve(wanted);
            channel = loops.newServerSocket();
            channel.config().setReuseAddress(true).setBacklog(BACKLOG);
            channel.pipeline().addLast(acceptor);
            server = channel;
            await(loops.nextExecutor().register(channel));
            await(channel.bind(target));
            bound = HostPort.text(channel.localAddress());
            return null;
        } catch (Exception e) {
            if (channel != null && !channel.isRegistered()) {
                channel.unsafe().closeForcibly();
            } else if (channel != null) {
                loops.release(channel, RELEASE_MS);
            }
            server = null;
            return address + " " + Failures.ofBind(e);
        }
    }

    private InetSocketAddress resolve(HostPort wanted) throws Exception {
        if (wanted.host().isEmpty()) {
            return new InetSocketAddress(wanted.port());
        }
        try {
            return new InetSocketAddress(
                    loops.names().resolve(wanted.host()).get(BIND_MS, TimeUnit.MILLISECONDS)[0], wanted.port());
        } catch (ExecutionException | TimeoutException e) {
            throw new BindException("the name cannot be resolved");
        }
    }

    private static void await(ChannelFuture step) throws Exception {
        if (!step.await(BIND_MS)) {
            throw new TimeoutException("no answer within " + BIND_MS + " ms");
        }
        if (step.cause() instanceof Exception cause) {
            throw cause;
        }
    }

    /** Closes everything and waits for it, unless it is called on a loop, which must not wait. */
    void stop(Reason reason, String text) {
        stopped = true;
        acceptor.end();
        connections.end(reason, text);
        if (loops.onLoop()) {
            Channel listening = server;
            if (listening != null) {
                listening.close();
            }
        } else {
            finishAttempt();
            Channel listening = server;
            if (listening != null && !loops.release(listening, RELEASE_MS)) {
                loops.log().warn("net.release_slow", name + ": " + address + " is not free yet");
            }
            if (!connections.await()) {
                loops.log().warn("net.close_slow", name + ": a handler does not return, its connection is abandoned");
            }
        }
        bound = null;
    }

    /**
     * The protocol goes and another one may come: the port stays open and connections wait, but for those that it does
     * not hand over. Its handlers are let go before this returns, or a second has passed.
     */
    void suspend(String text) {
        acceptor.protocol(null);
        var kept = new AtomicInteger();
        CompletableFuture<Void> vacated = Rounds.of(loops.loops(), connections, connection -> {
            if (connection.vacate(Reason.BUNDLE_STOPPED, text)) {
                kept.incrementAndGet();
            }
        });
        if (loops.onLoop()) {
            return;
        }
        try {
            vacated.get(RELEASE_MS, TimeUnit.MILLISECONDS);
            loops.log().info("net.handed_over", name + ": " + kept + " connections wait for its next version");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            loops.log().warn("net.close_slow", name + ": a handler does not return, its connection is abandoned");
        }
    }

    /** Another protocol goes on with the port and all that waits. */
    void resume(Protocol next) {
        acceptor.protocol(next);
        long beginNs = System.nanoTime();
        var adopted = new AtomicInteger();
        var closed = new AtomicInteger();
        Rounds.of(loops.loops(), connections, connection -> {
                    // It may be gone again already.
                    if (connection.isVacant() && Objects.equals(acceptor.protocol(), next)) {
                        (connection.occupy(next) ? adopted : closed).incrementAndGet();
                    }
                })
                .thenRun(() -> loops.log()
                        .info(
                                "net.adopted",
                                name + ": its next version goes on with " + adopted + " connections, " + closed
                                        + " were closed, after " + (System.nanoTime() - beginNs) / 1_000_000 + " ms"));
    }

    /** Null while nobody serves it. */
    @Nullable
    Protocol protocol() {
        return acceptor.protocol();
    }

    private void finishAttempt() {
        try {
            attempting.get(RELEASE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            loops.log().warn("net.release_slow", name + ": an attempt to listen at " + address + " goes on");
        }
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    boolean isBound() {
        return bound != null;
    }

    /** Whether the first attempt is over. */
    boolean tried() {
        return tried;
    }

    Listeners.Info info() {
        return new Listeners.Info(name, address, bound, problem, connections.size());
    }
}
