/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import io.sluice.api.stream.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One UDP socket. It lives on one loop (a thread); methods may be called on any thread and take effect there, in order.
 * As an {@link Executor} it runs tasks on the loop; after the close tasks still run, and must not block.
 */
@ProviderType
public interface DatagramPort extends Executor {
    /** Unique in this server's life, for the log; numbers are shared with connections. */
    long id();

    InetSocketAddress local();

    /** The peer that {@link #connect} named, or null. */
    @Nullable
    InetSocketAddress peer();

    /**
     * From now on only what comes from this peer is received, and {@link DatagramHandler#unreachable} tells when nobody
     * listens there. Also moves to another peer.
     */
    void connect(InetSocketAddress peer);

    /** Sends to the peer of {@link #connect}; otherwise as {@link #send(ByteBuffer, InetSocketAddress)}. */
    void send(ByteBuffer datagram);

    /**
     * Sends one datagram. One that cannot be sent now, because the system or the network does not take it or more than
     * 256 KiB wait, is dropped and counted.
     *
     * @param datagram taken over: the caller must not change it any more; 0 to 65507 bytes
     * @param to anybody while the socket is not connected, otherwise the peer
     */
    void send(ByteBuffer datagram, InetSocketAddress to);

    /**
     * Receives what is sent to a group, until the close.
     *
     * @param group a multicast address of the socket's family
     * @param source the only sender to listen to (source-specific multicast, RFC 4607); null: any
     * @param at the interface to listen at; null: where the route to the group leads
     * @return fails with {@link io.sluice.api.stream.StreamException}: UNREACHABLE
     */
    CompletionStage<Void> join(InetAddress group, @Nullable InetAddress source, @Nullable NetworkInterface at);

    /** What the system granted for datagrams that wait to be received; Linux says the double of what fits. */
    int receiveBufferBytes();

    /** What has been counted until now. On the loop only. */
    Counters counters();

    /** Runs a task on the loop after a delay, unless the socket is closed by then. */
    void schedule(Runnable task, long delayMs);

    /** Closes at once. Idempotent. */
    void close(Reason reason, String text);

    /**
     * What a socket counted.
     *
     * @param received datagrams
     * @param receivedBytes of them
     * @param sent datagrams
     * @param sentBytes of them
     * @param dropped datagrams that were to be sent and were not
     * @param overflowed datagrams that came and were thrown away by the system because nobody took them in time; 0
     *     where the system does not tell
     */
    record Counters(long received, long receivedBytes, long sent, long sentBytes, long dropped, long overflowed) {}
}
