/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.sluice.api.net.DatagramHandler;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One UDP socket. Everything of the handler's is let go when it is closed: nothing here keeps a plug-in's classes after
 * that.
 */
final class UdpPort implements DatagramPort {
    private static final int MOST_QUEUED_BYTES = 256 * 1024;
    private static final int MOST_BYTES = 65_507;

    /** socket(7), SO_MEMINFO: nine numbers, the last of which are the datagrams that were thrown away. */
    private static final int MEMINFO_BYTES = 36;

    private static final RawUnixChannelOption MEMINFO = new RawUnixChannelOption("SO_MEMINFO", 1, 55, MEMINFO_BYTES);

    private final long id;
    private final DatagramChannel channel;
    private final Loop loop;
    private final NetLog log;
    private final String name;
    private final LoopTasks tasks;
    private final Timers timers;
    private final AtomicInteger queuedBytes = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();

    private final SegmentedWriter segments;

    private @Nullable DatagramHandler handler;
    private InetSocketAddress local = new InetSocketAddress(0);
    private volatile @Nullable InetSocketAddress peer;
    private int grantedBytes;
    private long received;
    private long receivedBytes;
    private long sent;
    private long sentBytes;
    private long overflowed;
    private @Nullable Reason closeReason;
    private String closeText = "";
    private volatile boolean ended;

    /** @param name of the bundle it belongs to, for the log */
    UdpPort(long id, DatagramChannel channel, Loop loop, NetLog log, String name) {
        this.id = id;
        this.channel = channel;
        this.loop = loop;
        this.log = log;
        this.name = name;
        tasks = new LoopTasks(loop.executor, this::failed);
        timers = new Timers(loop.executor, tasks::run);
        segments = new SegmentedWriter(this, channel);
        channel.pipeline().addLast(new Events());
        channel.closeFuture().addListener(closed -> execute(this::end));
    }

    /** Done when the handler knows that the socket is closed. */
    CompletableFuture<@Nullable Void> gone() {
        return gone;
    }

    Loop loop() {
        return loop;
    }

    DatagramChannel channel() {
        return channel;
    }

    /** For many datagrams at once. */
    SegmentedWriter segments() {
        return segments;
    }

    void countSent(int datagrams, int bytes) {
        sent += datagrams;
        sentBytes += bytes;
    }

    /** It is bound; the handler is told of all that comes from now on. On the loop. */
    void begin(Function<DatagramPort, DatagramHandler> factory) {
        local = channel.localAddress();
        grantedBytes = channel.config().getReceiveBufferSize();
        if (ended || closeReason != null) {
            return;
        }
        handler = factory.apply(this);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public @Nullable InetSocketAddress peer() {
        return peer;
    }

    @Override
    public int receiveBufferBytes() {
        return grantedBytes;
    }

    @Override
    public void execute(Runnable task) {
        tasks.execute(task);
    }

    private void failed(Throwable problem) {
        if (!ended) {
            log.unexpected("net.handler_failed", name + " failed on UDP port " + local.getPort(), problem);
        }
        close(Reason.FAILED, "internal error");
    }

    @Override
    public void connect(InetSocketAddress newPeer) {
        peer = newPeer;
        tasks.onLoop(() -> {
            if (ended || !newPeer.equals(peer)) {
                return;
            }
            if (channel.isConnected()) {
                channel.disconnect();
            }
            ChannelFuture connected = channel.connect(newPeer);
            if (connected.isDone() && !connected.isSuccess()) {
                unreachable(connected.cause());
            }
        });
    }

    @Override
    public void send(ByteBuffer datagram) {
        InetSocketAddress to = peer;
        if (to == null) {
            dropped.incrementAndGet();
        } else {
            send(datagram, to);
        }
    }

    @Override
    public void send(ByteBuffer datagram, InetSocketAddress to) {
        int bytes = datagram.remaining();
        InetSocketAddress only = peer;
        if (ended || bytes > MOST_BYTES || only != null && !only.equals(to)) {
            dropped.incrementAndGet();
            return;
        }
        // The bookkeeping of one that waits counts too: empty ones are not free.
        int cost = bytes + 64;
        if (queuedBytes.addAndGet(cost) > MOST_QUEUED_BYTES) {
            queuedBytes.addAndGet(-cost);
            dropped.incrementAndGet();
            return;
        }
        tasks.onLoop(() -> write(datagram, to, bytes, cost));
    }

    private void write(ByteBuffer datagram, InetSocketAddress to, int bytes, int cost) {
        ByteBuf content = Unpooled.wrappedBuffer(datagram);
        ChannelFuture write = channel.writeAndFlush(channel.isConnected() ? content : new DatagramPacket(content, to));
        write.addListener(done -> {
            queuedBytes.addAndGet(-cost);
            if (done.isSuccess()) {
                countSent(1, bytes);
            } else {
                dropped.incrementAndGet();
                unreachable(done.cause());
            }
        });
    }

    /** The peer's machine, or the network, said so; a socket without a peer cannot know whom that is about. */
    void unreachable(@Nullable Throwable problem) {
        DatagramHandler receiver = handler;
        if (receiver != null && peer != null && !ended && problem != null) {
            String text = Failures.text(problem);
            // The same is said differently when it comes out at a write.
            tasks.run(() -> receiver.unreachable(text.contains("refused") ? Failures.NOBODY_LISTENS : text));
        }
    }

    @Override
    public CompletionStage<Void> join(InetAddress group, @Nullable InetAddress source, @Nullable NetworkInterface at) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        tasks.onLoop(() -> {
            try {
                NetworkInterface where = at == null ? Routes.interfaceTo(group) : at;
                ChannelFuture joined = source == null
                        ? channel.joinGroup(new InetSocketAddress(group, 0), where)
                        : channel.joinGroup(group, where, source);
                joined.addListener(done -> {
                    if (done.isSuccess()) {
                        result.complete(null);
                    } else {
                        result.completeExceptionally(cannotJoin(group, done.cause()));
                    }
                });
            } catch (Exception e) {
                result.completeExceptionally(cannotJoin(group, e));
            }
        });
        return result;
    }

    private static StreamException cannotJoin(InetAddress group, Throwable problem) {
        return new StreamException(
                Reason.UNREACHABLE,
                "the group " + group.getHostAddress() + " cannot be joined: " + Failures.text(problem),
                problem);
    }

    @Override
    public Counters counters() {
        if (channel instanceof EpollDatagramChannel epoll && channel.isOpen()) {
            ByteBuffer info = epoll.config().getOption(MEMINFO);
            if (info != null && info.capacity() >= MEMINFO_BYTES) {
                overflowed = Integer.toUnsignedLong(
                        info.duplicate().order(ByteOrder.nativeOrder()).getInt(MEMINFO_BYTES - 4));
            }
        }
        return new Counters(received, receivedBytes, sent, sentBytes, dropped.get(), overflowed);
    }

    @Override
    public void schedule(Runnable task, long delayMs) {
        tasks.onLoop(() -> {
            if (!ended) {
                timers.schedule(task, delayMs);
            }
        });
    }

    @Override
    public void close(Reason reason, String text) {
        tasks.onLoop(() -> {
            if (closeReason == null) {
                closeReason = reason;
                closeText = text;
            }
            channel.close();
        });
    }

    private void received(ByteBuf data, @Nullable InetSocketAddress from) {
        DatagramHandler receiver = handler;
        received++;
        receivedBytes += data.readableBytes();
        InetSocketAddress sender = from == null ? peer : from;
        if (receiver != null && sender != null) {
            receiver.received(loop.readBuffer.view(data), sender);
        }
    }

    /** Once, after the channel is closed. */
    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        timers.cancel();
        DatagramHandler receiver = handler;
        handler = null;
        try {
            if (receiver != null) {
                Reason reason = closeReason;
                receiver.closed(
                        reason == null ? Reason.SHUTDOWN : reason,
                        reason == null ? "the network of the server ends" : closeText);
            }
        } catch (RuntimeException | Error e) {
            log.unexpected("net.handler_failed", name + " failed at the close of UDP port " + local.getPort(), e);
        } finally {
            gone.complete(null);
        }
    }

    private final class Events extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof DatagramPacket packet) {
                    received(packet.content(), packet.sender());
                } else if (message instanceof ByteBuf data) {
                    received(data, null);
                }
            } catch (RuntimeException | Error e) {
                failed(e);
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        /** The socket lives on: what was wrong was one datagram's. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
            unreachable(problem);
        }
    }
}
