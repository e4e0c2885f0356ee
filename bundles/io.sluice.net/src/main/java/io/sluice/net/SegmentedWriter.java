/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes many datagrams of one size to the peer of a connected socket: in one call where the system cuts them (udp(7),
 * UDP_SEGMENT), otherwise one by one. Past Netty on epoll, like {@link Outbox}. On the loop.
 */
final class SegmentedWriter {
    /** The system or the network does not want these. */
    static final int DROPPED = -1;

    /** udp(7): most datagrams of one call that every system takes, and most bytes. */
    private static final int MOST_SEGMENTS = 64;

    private static final int MOST_BYTES = 65_507 - 8;
    private static final int MOST_WAITING_BYTES = 128 * 1024;

    /** EIO, EINVAL, EMSGSIZE, EOPNOTSUPP: what Linux says of an interface that cannot. */
    private static final Set<Integer> CANNOT_SEGMENT = Set.of(5, 22, 90, 95);

    private static final IntegerUnixChannelOption UDP_SEGMENT = new IntegerUnixChannelOption("UDP_SEGMENT", 17, 103);

    private final UdpPort port;
    private final DatagramChannel channel;
    private final @Nullable EpollDatagramChannel epoll;
    private boolean offload;
    private int segmentBytes;
    private long calls;

    SegmentedWriter(UdpPort port, DatagramChannel channel) {
        this.port = port;
        this.channel = channel;
        epoll = channel instanceof EpollDatagramChannel socket ? socket : null;
        offload = epoll != null;
    }

    /** Most bytes for one call of {@link #write}. */
    static int mostBytes(int segmentBytes) {
        return Math.max(1, Math.min(MOST_SEGMENTS, MOST_BYTES / segmentBytes)) * segmentBytes;
    }

    /** Calls of the system until now, or datagrams where Netty makes the calls. */
    long calls() {
        return calls;
    }

    /**
     * Writes datagrams that follow each other.
     *
     * @param data direct; its position does not move
     * @param size of all of them, at most {@link #mostBytes}
     * @param segment size of each but the last
     * @return bytes of whole datagrams that were taken: fewer when the socket is full; or {@link #DROPPED}
     */
    int write(ByteBuffer data, int from, int size, int segment) {
        if (!channel.isOpen() || !channel.isConnected()) {
            return DROPPED;
        }
        int written;
        try {
            written = epoll == null
                    ? throughNetty(data, from, size, segment)
                    : offload && size > segment
                            ? inOneCall(epoll, data, from, size, segment)
                            : oneByOne(epoll.fd(), data, from, size, segment);
        } catch (IOException e) {
            port.unreachable(e);
            return DROPPED;
        }
        port.countSent((written + segment - 1) / segment, written);
        return written;
    }

    private int inOneCall(EpollDatagramChannel socket, ByteBuffer data, int from, int size, int segment)
            throws IOException {
        if (segmentBytes != segment && !ask(socket, segment)) {
            return oneByOne(socket.fd(), data, from, size, segment);
        }
        try {
            calls++;
            return Math.max(0, socket.fd().write(data, from, from + size));
        } catch (Errors.NativeIoException e) {
            if (!CANNOT_SEGMENT.contains(-e.expectedErr())) {
                throw e;
            }
            // An interface that cannot, or whose packets are smaller; one by one they may be fragmented.
            ask(socket, 0);
            offload = false;
            return oneByOne(socket.fd(), data, from, size, segment);
        }
    }

    private boolean ask(EpollDatagramChannel socket, int bytes) {
        try {
            socket.config().setOption(UDP_SEGMENT, bytes);
            segmentBytes = bytes;
            return true;
        } catch (ChannelException e) {
            offload = false; // Linux before 4.18
            return false;
        }
    }

    private int oneByOne(FileDescriptor socket, ByteBuffer data, int from, int size, int segment) throws IOException {
        int at = from;
        while (at < from + size) {
            int end = Math.min(at + segment, from + size);
            calls++;
            if (socket.write(data, at, end) <= 0) {
                break;
            }
            at = end;
        }
        return at - from;
    }

    private int throughNetty(ByteBuffer data, int from, int size, int segment) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (waiting != null && waiting.totalPendingWriteBytes() > MOST_WAITING_BYTES) {
            return 0;
        }
        for (int at = from; at < from + size; at += segment) {
            ByteBuffer one =
                    data.duplicate().limit(Math.min(at + segment, from + size)).position(at);
            channel.write(Unpooled.wrappedBuffer(one), channel.voidPromise());
            calls++;
        }
        channel.flush();
        return size;
    }
}
