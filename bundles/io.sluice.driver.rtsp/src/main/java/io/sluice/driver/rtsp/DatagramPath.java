/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.net.DatagramHandler;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtp.ReorderBuffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams of one media at two ports of our own, on the loop of the RTSP connection, put back into order. Loop only,
 * but the handlers it gives out.
 */
final class DatagramPath implements MediaPath {
    /** Packets of a large key picture wait here while the loop is busy. */
    static final int RECEIVE_BUFFER_BYTES = 2 << 20;

    private static final int REORDERED_PACKETS = 256;
    private static final long REORDERED_NS = 50_000_000;
    private static final byte RECEIVER_REPORT = (byte) 201;

    private final String peer;
    private final RtspLog log;
    private final int rtpChannel;
    private final int rtcpChannel;
    private final ReorderBuffer order = new ReorderBuffer(REORDERED_PACKETS, REORDERED_NS, this::inOrder);
    private UdpSender sender = new UdpSender(null);
    private @Nullable InetSocketAddress rtpAddress;
    private @Nullable InetSocketAddress rtcpAddress;
    private @Nullable DatagramPort rtp;
    private @Nullable DatagramPort rtcp;
    private @Nullable Reception reception;
    private boolean waiting;
    private boolean told;
    private boolean closed;

    /**
     * @param peer for people
     * @param rtpChannel number of the media's packets, as if they were interleaved
     * @param rtcpChannel number of the media's reports
     */
    DatagramPath(String peer, RtspLog log, int rtpChannel, int rtcpChannel) {
        this.peer = peer;
        this.log = log;
        this.rtpChannel = rtpChannel;
        this.rtcpChannel = rtcpChannel;
    }

    /**
     * Where its packets come from.
     *
     * @param from whose they must be, or null: whoever is first
     * @param rtpTo where to knock so that firewalls let packets in, or null: nowhere
     * @param rtcpTo where reports go, or null: to where reports come from
     */
    void agreed(@Nullable InetAddress from, @Nullable InetSocketAddress rtpTo, @Nullable InetSocketAddress rtcpTo) {
        sender = new UdpSender(from);
        rtpAddress = rtpTo;
        rtcpAddress = rtcpTo;
    }

    DatagramHandler rtp(DatagramPort port) {
        rtp = port;
        closeIfLate(port);
        return new Incoming() {
            @Override
            public void received(ByteBuffer datagram, InetSocketAddress from) {
                packet(datagram, from);
            }
        };
    }

    DatagramHandler rtcp(DatagramPort port) {
        rtcp = port;
        closeIfLate(port);
        return new Incoming() {
            @Override
            public void received(ByteBuffer datagram, InetSocketAddress from) {
                if (reception != null && sender.reports(from)) {
                    rtcpAddress = rtcpAddress == null ? from : rtcpAddress;
                    reception.frame(rtcpChannel, datagram, System.nanoTime());
                }
            }
        };
    }

    private void closeIfLate(DatagramPort port) {
        if (closed) {
            port.close(Reason.NONE, "closed");
        }
    }

    @Override
    public void begin(Reception to) {
        reception = to;
        knock();
    }

    /**
     * Opens the way through firewalls and address translation between the camera and us: they let in what seems to
     * answer something. An RTP packet without content and an empty report hurt nobody.
     */
    void knock() {
        int ssrc = ThreadLocalRandom.current().nextInt();
        if (rtp != null && rtpAddress != null) {
            rtp.send(ByteBuffer.allocate(12).put(0, (byte) 0x80).putInt(8, ssrc), rtpAddress);
        }
        if (rtcp != null && rtcpAddress != null) {
            ByteBuffer report = ByteBuffer.allocate(8).put(0, (byte) 0x80).put(1, RECEIVER_REPORT);
            rtcp.send(report.putShort(2, (short) 1).putInt(4, ssrc), rtcpAddress);
        }
    }

    private void packet(ByteBuffer datagram, InetSocketAddress from) {
        if (reception == null || !sender.takes(datagram, from)) {
            return;
        }
        if (!told && sender.isStranger()) {
            told = true;
            log.warn(
                    "rtsp.udp_sender",
                    "{} sends its media from another address, {}: taken as its own",
                    peer,
                    from.getAddress().getHostAddress());
        }
        order.packet(datagram, System.nanoTime());
        awaitTheRest();
    }

    private void awaitTheRest() {
        DatagramPort port = rtp;
        long dueNs = waiting || port == null ? -1 : order.due(System.nanoTime());
        if (dueNs >= 0 && port != null) {
            waiting = true;
            port.schedule(
                    () -> {
                        waiting = false;
                        awaitTheRest();
                    },
                    dueNs / 1_000_000 + 1);
        }
    }

    private void inOrder(ByteBuffer packet, long arrivalNs) {
        if (reception != null) {
            reception.frame(rtpChannel, packet, arrivalNs);
        }
    }

    @Override
    public void report(ByteBuffer compound) {
        if (rtcp != null && rtcpAddress != null) {
            rtcp.send(compound, rtcpAddress);
        }
    }

    @Override
    public boolean datagrams() {
        return true;
    }

    /** Gives the ports back, now or when they come. */
    void close() {
        closed = true;
        reception = null;
        if (rtp != null) {
            rtp.close(Reason.NONE, "closed");
        }
        if (rtcp != null) {
            rtcp.close(Reason.NONE, "closed");
        }
    }

    private abstract class Incoming implements DatagramHandler {
        /** Knocking at a port where only a sender lives; what is lost shows by its absence. */
        @Override
        public void unreachable(String text) {
            log.debug("rtsp.udp_unreachable", "{}: {}", peer, text);
        }

        @Override
        public void closed(Reason reason, String text) {
            if (reason != Reason.NONE) {
                log.debug("rtsp.udp_closed", "the UDP port for {} was closed: {}", peer, text);
            }
        }
    }
}
