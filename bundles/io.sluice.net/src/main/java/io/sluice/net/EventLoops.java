/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.DatagramOptions;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;

/** The threads that serve every connection of the server, and how a connection gets onto one. */
@Component(
        service = EventLoops.class,
        // In this order: SCR does not look at the second while there is none of the first, and tuning always is.
        configurationPid = {"io.sluice.tuning", "io.sluice.net"})
public final class EventLoops {
    private static final int NOT_SENT_BYTES = 128 * 1024;
    private static final long STOP_MS = 2_000;

    private final boolean epoll;
    private final MultiThreadIoEventLoopGroup group;
    private final List<Loop> loops = new ArrayList<>();
    private final NameLookup names = new NameLookup();
    private final NetLog log = new NetLog();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicLong connectionIds = new AtomicLong();
    private volatile NetSettings settings;

    @Activate
    public EventLoops(Map<String, Object> properties) {
        settings = NetSettings.of(properties);
        epoll = !settings.nio() && Epoll.isAvailable();
        IoHandlerFactory transport = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(settings.loops(), threads(), transport);
        for (EventExecutor executor : group) {
            Loop loop = new Loop((EventLoop) executor);
            loops.add(loop);
            scheduleSweep(loop);
        }
    }

    private static ThreadFactory threads() {
        AtomicInteger count = new AtomicInteger();
        return task -> new FastThreadLocalThread(task, "sluice-net-" + count.incrementAndGet());
    }

    @Modified
    void modified(Map<String, Object> properties) {
        settings = NetSettings.of(properties);
    }

    @Deactivate
    void stop() {
        names.stop();
        group.shutdownGracefully(0, STOP_MS / 2, TimeUnit.MILLISECONDS);
        if (group.terminationFuture().awaitUninterruptibly(STOP_MS)) {
            loops.forEach(loop -> loop.readBuffer.release());
        } else {
            log.warn("net.stop_slow", "the event loops did not end within " + STOP_MS + " ms");
        }
    }

    /** Often enough that a peer is closed within a tenth of its time. */
    private void scheduleSweep(Loop loop) {
        long timeoutMs = settings.writeTimeoutMs();
        long periodMs = Math.max(10, Math.min(1_000, timeoutMs / 10));
        loop.executor.schedule(
                () -> {
                    loop.sweep(settings.writeTimeoutMs());
                    scheduleSweep(loop);
                },
                periodMs,
                TimeUnit.MILLISECONDS);
    }

    NetSettings settings() {
        return settings;
    }

    NetLog log() {
        return log;
    }

    NameLookup names() {
        return names;
    }

    /** @see Loop#writes() */
    long writes() {
        return loops.stream().mapToLong(Loop::writes).sum();
    }

    List<Loop> loops() {
        return List.copyOf(loops);
    }

    boolean onLoop() {
        return loops.stream().anyMatch(loop -> loop.executor.inEventLoop());
    }

    private Loop nextLoop() {
        return loops.get(Math.floorMod(turns.getAndIncrement(), loops.size()));
    }

    /** The loop that something of this server lives on; any loop for what does not. */
    Loop loopOf(@Nullable Executor beside) {
        return beside instanceof Tenure tenure
                ? tenure.loop()
                : beside instanceof UdpPort port ? port.loop() : nextLoop();
    }

    EventLoop nextExecutor() {
        return nextLoop().executor;
    }

    SocketChannel newSocket() {
        return epoll ? new EpollSocketChannel() : new NioSocketChannel();
    }

    ServerSocketChannel newServerSocket() {
        return epoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    }

    /**
     * Closes a listening socket and waits until its port is free. Not to be called on a loop.
     *
     * @return whether it is
     */
    boolean release(Channel listening, long withinMs) {
        if (!listening.close().awaitUninterruptibly(withinMs)) {
            return false;
        }
        if (epoll) {
            return true;
        }
        // The JDK closes a socket only when its selector has looked once more. What a loop delays itself runs after
        // that.
        CompletableFuture<Boolean> looked = new CompletableFuture<>();
        EventLoop loop = listening.eventLoop();
        loop.execute(() -> loop.schedule(() -> looked.complete(true), 1, TimeUnit.MICROSECONDS));
        return looked.completeOnTimeout(false, withinMs, TimeUnit.MILLISECONDS).join();
    }

    /**
     * Makes a connection of a socket that is connected, or will be, and puts it on a loop.
     *
     * @param name of the protocol or bundle it belongs to, for the log
     * @param factory called on the loop when it is connected
     * @param place of an accepted one
     * @param first what comes before the connection's own events in its pipeline, or null
     */
    TcpConnection serve(
            SocketChannel socket,
            String name,
            Function<Connection, @Nullable ConnectionHandler> factory,
            Admission.@Nullable Place place,
            Function<TcpConnection, @Nullable ChannelHandler> first) {
        Loop loop = nextLoop();
        TcpConnection connection =
                new TcpConnection(connectionIds.incrementAndGet(), socket, loop, log, name, factory, place);
        socket.config().setTcpNoDelay(true).setKeepAlive(true).setRecvByteBufAllocator(loop.readBuffer);
        if (epoll) {
            // A viewer that stops reading then costs a quarter of a megabyte in the kernel instead of four.
            socket.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) NOT_SENT_BYTES);
        }
        ChannelHandler opening = first.apply(connection);
        if (opening != null) {
            socket.pipeline().addLast(opening);
        }
        socket.pipeline().addLast(connection.events());
        loop.executor.register(socket);
        return connection;
    }

    /**
     * Makes a UDP socket that is to be bound, and puts it on a loop.
     *
     * @param name of the bundle it belongs to, for the log
     */
    UdpPort openUdp(DatagramOptions options, Loop loop, String name) {
        SocketProtocolFamily family =
                options.address() instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
        DatagramChannel socket = epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
        UdpPort port = new UdpPort(connectionIds.incrementAndGet(), socket, loop, log, name);
        socket.config().setRecvByteBufAllocator(loop.readBuffer);
        UdpSettings.apply(options, socket.config());
        loop.executor.register(socket);
        return port;
    }
}
