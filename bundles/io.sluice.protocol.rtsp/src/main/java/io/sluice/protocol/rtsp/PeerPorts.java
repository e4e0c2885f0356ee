/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.api.net.DatagramHandler;
import io.sluice.api.net.DatagramOptions;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.net.Datagrams;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.rtsp.TransportHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The UDP sockets of one session: two for each track, each connected to the port that the peer named, at the address
 * that its RTSP connection comes from. So the system lets in nobody else, tells when nobody listens there, and all
 * sessions share one pair of ports of ours. On the connection's loop, also when the connection is gone.
 */
final class PeerPorts {
    private final RtspContext context;
    private final Connection connection;
    private final int receiveBytes;
    private final Listener listener;
    private final List<DatagramPort> ports = new ArrayList<>();
    private boolean closed;

    /** What comes; called on the loop. */
    interface Listener {
        /** @param port index into {@link #ports()}: even for RTP, odd for RTCP */
        void received(int port, ByteBuffer datagram);

        /** Nobody listens at the peer's RTP port. */
        default void unreachable(String text) {}

        /** A socket was closed, but not by {@link #close}. */
        void closed(Reason reason, String text);
    }

    /** @param receiveBytes for datagrams that wait; 0: as the system has it */
    PeerPorts(RtspContext context, Connection connection, int receiveBytes, Listener listener) {
        this.receiveBytes = receiveBytes;
        this.context = context;
        this.connection = connection;
        this.listener = listener;
    }

    /** RTP and RTCP of the first track, of the second, and so on. */
    List<DatagramPort> ports() {
        return ports;
    }

    /**
     * Opens the ports of one more track.
     *
     * @return ours; fails with {@link StreamException}
     */
    CompletionStage<TransportHeader.Pair> open(TransportHeader.Pair client) {
        DatagramOptions options = DatagramOptions.any()
                .beside(connection)
                .at(connection.local().getAddress())
                .buffers(receiveBytes, 0);
        int first = ports.size();
        CompletionStage<Datagrams.Pair> opening = shared(options, first).exceptionallyCompose(problem -> {
            context.udp().portTaken(problem);
            return context.udp()
                    .datagrams()
                    .openPair(options, port -> new Handler(first), port -> new Handler(first + 1));
        });
        return OnLoop.of(connection, opening).thenApply(pair -> opened(pair, client));
    }

    private CompletionStage<Datagrams.Pair> shared(DatagramOptions options, int first) {
        int port = context.settings().get().udpPort();
        Datagrams datagrams = context.udp().datagrams();
        return datagrams
                .open(options.sharing().port(port), opened -> new Handler(first))
                .thenCompose(rtp -> datagrams
                        .open(options.sharing().port(port + 1), opened -> new Handler(first + 1))
                        .whenComplete((rtcp, problem) -> {
                            if (problem != null) {
                                rtp.close(Reason.NONE, "");
                            }
                        })
                        .thenApply(rtcp -> new Datagrams.Pair(rtp, rtcp)));
    }

    private TransportHeader.Pair opened(Datagrams.Pair pair, TransportHeader.Pair client) {
        if (closed) {
            pair.rtp().close(Reason.NONE, "");
            pair.rtcp().close(Reason.NONE, "");
            throw new java.util.concurrent.CompletionException(
                    new StreamException(Reason.ENDED, "the session has ended meanwhile"));
        }
        InetAddress peer = connection.remote().getAddress();
        pair.rtp().connect(new InetSocketAddress(peer, client.rtp()));
        pair.rtcp().connect(new InetSocketAddress(peer, client.rtcp()));
        ports.add(pair.rtp());
        ports.add(pair.rtcp());
        return new TransportHeader.Pair(
                pair.rtp().local().getPort(), pair.rtcp().local().getPort());
    }

    /** Idempotent; the listener is not told. */
    void close() {
        closed = true;
        ports.forEach(port -> port.close(Reason.ENDED, "the session ended"));
    }

    private final class Handler implements DatagramHandler {
        private final int index;

        Handler(int index) {
            this.index = index;
        }

        @Override
        public void received(ByteBuffer datagram, InetSocketAddress from) {
            if (!closed) {
                listener.received(index, datagram);
            }
        }

        @Override
        public void unreachable(String text) {
            // Some receivers have no port for RTCP.
            if (!closed && index % 2 == 0) {
                listener.unreachable(text);
            }
        }

        @Override
        public void closed(Reason reason, String text) {
            if (!closed && index < ports.size()) {
                listener.closed(reason, text);
            }
        }
    }
}
