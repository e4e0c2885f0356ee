/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtp.Rtcp;
import io.sluice.lib.rtp.RtcpWriter;
import io.sluice.lib.rtsp.TransportHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * What a publisher sends in datagrams: put into order, without duplicates, and reported on (RFC 3550, 6.4.2). The
 * session ends with its RTSP connection. On the connection's loop.
 */
final class UdpPublisher implements PeerPorts.Listener {
    /** What a picture of 4K and its neighbours take while the loop is busy; the system may grant less. */
    private static final int BUFFER_BYTES = 2 * 1024 * 1024;

    private static final long REPORT_MS = 5_000;
    private static final int REPORT_BYTES = 256;

    private final RtspContext context;
    private final RtspToStream publication;
    private final PeerPorts ports;
    private final BiConsumer<Reason, String> over;
    private final OrderedPackets tracks;

    /**
     * @param publication gets the packets: of the first track on channels 0 and 1, of the second on 2 and 3
     * @param over called when it cannot go on
     */
    UdpPublisher(
            RtspContext context, Connection connection, RtspToStream publication, BiConsumer<Reason, String> over) {
        this.context = context;
        this.publication = publication;
        this.over = over;
        ports = new PeerPorts(context, connection, BUFFER_BYTES, this);
        tracks = new OrderedPackets(ports.ports(), context.nanoTime());
    }

    /** Opens the ports of one more track. */
    CompletionStage<TransportHeader.Pair> add(TransportHeader.Pair client) {
        return ports.open(client).thenApply(server -> {
            int channel = 2 * tracks.size();
            tracks.add(packet -> publication.received(channel, packet));
            if (channel == 0) {
                ports.ports().get(0).schedule(this::report, REPORT_MS);
            }
            return server;
        });
    }

    /** How many tracks have their ports. */
    int size() {
        return tracks.size();
    }

    @Override
    public void received(int port, ByteBuffer datagram) {
        if (port % 2 == 1) {
            publication.received(port, datagram);
        } else if (port / 2 < tracks.size() && publication.recording()) {
            tracks.packet(port / 2, datagram);
        }
    }

    private long now() {
        return context.nanoTime().getAsLong();
    }

    private void report() {
        for (int i = 0; i < tracks.size(); i++) {
            Rtcp.ReportBlock block = publication.report(2 * i, now());
            if (block != null) {
                DatagramPort rtcp = ports.ports().get(2 * i + 1);
                ByteBuffer out = ByteBuffer.allocate(REPORT_BYTES);
                RtcpWriter.receiverReport(out, context.receiverSsrc(), List.of(block), context.cname());
                rtcp.send(out.flip());
            }
        }
        ports.ports().get(0).schedule(this::report, REPORT_MS);
    }

    /** For the log. */
    String summary() {
        return ", over UDP, " + tracks.summary();
    }

    void close() {
        tracks.flush();
        ports.close();
    }

    @Override
    public void closed(Reason reason, String text) {
        over.accept(reason, text);
    }
}
