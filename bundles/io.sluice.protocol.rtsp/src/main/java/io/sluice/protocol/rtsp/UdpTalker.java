/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.TransportHeader;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What a peer says in datagrams to the device behind a stream. On the connection's loop. */
final class UdpTalker implements PeerPorts.Listener {
    private final PeerPorts ports;
    private final OrderedPackets order;
    private final Runnable heard;
    private final BiConsumer<Reason, String> over;

    /**
     * @param said gets the packets, in order
     * @param heard run when anything comes
     * @param over called when nothing can come any more
     */
    UdpTalker(
            RtspContext context,
            Connection connection,
            Consumer<ByteBuffer> said,
            Runnable heard,
            BiConsumer<Reason, String> over) {
        this.heard = heard;
        this.over = over;
        ports = new PeerPorts(context, connection, 0, this);
        order = new OrderedPackets(ports.ports(), context.nanoTime());
        order.add(said);
    }

    /** Opens its ports; gives ours. */
    CompletionStage<TransportHeader.Pair> open(TransportHeader.Pair client) {
        return ports.open(client);
    }

    @Override
    public void received(int port, ByteBuffer datagram) {
        heard.run();
        if (port == 0) {
            order.packet(0, datagram);
        }
    }

    @Override
    public void closed(Reason reason, String text) {
        over.accept(reason, text);
    }

    void close() {
        ports.close();
    }
}
