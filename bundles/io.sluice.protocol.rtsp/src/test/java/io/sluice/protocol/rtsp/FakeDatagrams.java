/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.DatagramFlow;
import io.sluice.api.net.DatagramHandler;
import io.sluice.api.net.DatagramOptions;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.net.Datagrams;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** UDP sockets that nothing leaves; they live on the loop of a {@link FakeConnection}. */
final class FakeDatagrams implements Datagrams {
    final List<Port> ports = new ArrayList<>();
    final List<Flow> flows = new ArrayList<>();
    final List<Integer> taken = new ArrayList<>();
    boolean none;
    private final FakeConnection connection;
    private int free = 40_000;

    FakeDatagrams(FakeConnection connection) {
        this.connection = connection;
    }

    @Override
    public CompletionStage<DatagramPort> open(
            DatagramOptions options, Function<DatagramPort, DatagramHandler> handler) {
        int number = options.firstPort() == 0 ? free++ : options.firstPort();
        if (none || taken.contains(number)) {
            return CompletableFuture.failedFuture(new StreamException(Reason.BUSY, "UDP port " + number + " is taken"));
        }
        Port port = new Port(number, options);
        port.handler = handler.apply(port);
        ports.add(port);
        return CompletableFuture.completedFuture(port);
    }

    @Override
    public CompletionStage<Pair> openPair(
            DatagramOptions options,
            Function<DatagramPort, DatagramHandler> rtp,
            Function<DatagramPort, DatagramHandler> rtcp) {
        return open(options, rtp)
                .thenCompose(first -> open(options, rtcp).thenApply(second -> new Pair(first, second)));
    }

    @Override
    public DatagramFlow play(Feed feed, Cursor cursor, List<DatagramPort> targets, Consumer<Reason> ended) {
        Flow flow = new Flow(cursor, List.copyOf(targets), ended);
        flows.add(flow);
        return flow;
    }

    /** What was sent from a port, oldest first. */
    List<Port> open() {
        return ports.stream().filter(port -> !port.closed).toList();
    }

    /** Somebody plays. */
    static final class Flow implements DatagramFlow {
        final Cursor cursor;
        final List<DatagramPort> targets;
        final Consumer<Reason> ended;
        boolean detached;

        Flow(Cursor cursor, List<DatagramPort> targets, Consumer<Reason> ended) {
            this.cursor = cursor;
            this.targets = targets;
            this.ended = ended;
        }

        @Override
        public void detach() {
            if (!detached) {
                detached = true;
                cursor.close();
            }
        }

        @Override
        public DatagramFlow.Counters counters() {
            return new DatagramFlow.Counters(0, 0, 0, 0);
        }
    }

    /** One socket. */
    final class Port implements DatagramPort {
        final int number;
        final DatagramOptions options;
        final List<byte[]> sent = new ArrayList<>();
        DatagramHandler handler;
        InetSocketAddress peer;
        boolean closed;

        Port(int number, DatagramOptions options) {
            this.number = number;
            this.options = options;
        }

        void receive(ByteBuffer datagram) {
            handler.received(datagram, peer);
            connection.settle();
        }

        @Override
        public long id() {
            return number;
        }

        @Override
        public InetSocketAddress local() {
            return new InetSocketAddress(options.address(), number);
        }

        @Override
        public InetSocketAddress peer() {
            return peer;
        }

        @Override
        public void connect(InetSocketAddress newPeer) {
            peer = newPeer;
        }

        @Override
        public void send(ByteBuffer datagram) {
            send(datagram, peer);
        }

        @Override
        public void send(ByteBuffer datagram, InetSocketAddress to) {
            byte[] bytes = new byte[datagram.remaining()];
            datagram.get(bytes);
            sent.add(bytes);
        }

        @Override
        public CompletionStage<Void> join(InetAddress group, InetAddress source, NetworkInterface at) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public int receiveBufferBytes() {
            return options.receiveBufferBytes();
        }

        @Override
        public DatagramPort.Counters counters() {
            return new DatagramPort.Counters(0, 0, sent.size(), 0, 0, 0);
        }

        @Override
        public void schedule(Runnable task, long delayMs) {
            connection.later(
                    () -> {
                        if (!closed) {
                            task.run();
                        }
                    },
                    delayMs);
        }

        @Override
        public void close(Reason reason, String text) {
            if (!closed) {
                closed = true;
                handler.closed(reason, text);
            }
        }

        @Override
        public void execute(Runnable task) {
            connection.execute(task);
        }
    }
}
