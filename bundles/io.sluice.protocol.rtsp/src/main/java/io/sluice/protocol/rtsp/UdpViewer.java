/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.api.net.DatagramFlow;
import io.sluice.api.net.DatagramPort;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtp.RtcpReader;
import io.sluice.lib.rtp.RtpException;
import io.sluice.lib.rtpstream.Goodbye;
import io.sluice.lib.rtpstream.TrackSetup;
import io.sluice.lib.rtsp.TransportHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Media that leaves in datagrams to one viewer. It ends when nobody listens there any more, and when the viewer says
 * nothing for the time-out of the session, neither by RTSP nor by RTCP. On the connection's loop.
 */
final class UdpViewer implements PeerPorts.Listener {
    /** The viewer's machine may say it by mistake while it opens its ports. */
    private static final int MANY_REFUSALS = 3;

    private static final long REFUSED_NS = 1_000_000_000L;

    private final RtspContext context;
    private final PeerPorts ports;
    private final BiConsumer<Reason, String> over;
    private final long timeoutMs;
    private @Nullable DatagramFlow flow;
    private long heardNs;
    private int refusals;
    private long refusedSinceNs;
    private boolean watched;

    /** @param over called when it cannot go on */
    UdpViewer(RtspContext context, Connection connection, BiConsumer<Reason, String> over) {
        this.context = context;
        this.over = over;
        timeoutMs = context.settings().get().sessionTimeout().toMillis();
        ports = new PeerPorts(context, connection, 0, this);
        heard();
    }

    /** Opens the ports of one more track. */
    CompletionStage<TransportHeader.Pair> add(TransportHeader.Pair client) {
        return ports.open(client).thenApply(server -> {
            if (!watched) {
                watched = true;
                watch();
            }
            return server;
        });
    }

    /** How many tracks have their ports. */
    int tracks() {
        return ports.ports().size() / 2;
    }

    /** The viewer gave a sign of life. */
    void heard() {
        heardNs = context.nanoTime().getAsLong();
        refusals = 0;
    }

    private void watch() {
        long silentMs = (context.nanoTime().getAsLong() - heardNs) / 1_000_000;
        if (silentMs >= timeoutMs) {
            over.accept(Reason.TIMEOUT, "the viewer said nothing for " + silentMs / 1000 + " s");
        } else {
            schedule(this::watch, timeoutMs - silentMs);
        }
    }

    /** Runs a task on the loop after a delay, unless this has ended by then. */
    void schedule(Runnable task, long delayMs) {
        ports.ports().get(0).schedule(task, delayMs);
    }

    /** @param ended called when the feed's last datagram was sent */
    void play(Feed feed, Cursor cursor, Consumer<Reason> ended) {
        flow = context.udp().datagrams().play(feed, cursor, ports.ports(), ended);
    }

    void pause() {
        DatagramFlow running = flow;
        flow = null;
        if (running != null) {
            running.detach();
        }
    }

    /** For the log: what was sent. */
    String summary() {
        DatagramFlow running = flow;
        if (running == null) {
            return "";
        }
        DatagramFlow.Counters sent = running.counters();
        return ", %d datagrams in %d calls, %d dropped".formatted(sent.datagrams(), sent.calls(), sent.dropped());
    }

    /** RTCP BYE of all tracks (RFC 3550, 6.6). */
    void bye(List<TrackSetup> setups) {
        for (TrackSetup setup : setups) {
            DatagramPort rtcp = ports.ports().get(setup.wire().rtcpChannel());
            rtcp.send(Goodbye.datagram(setup.wire().ssrc(), context.cname()));
        }
    }

    void close() {
        pause();
        ports.close();
    }

    @Override
    public void received(int port, ByteBuffer datagram) {
        if (port % 2 == 1) {
            try {
                RtcpReader.read(datagram);
                heard();
            } catch (RtpException e) {
                // Whatever it is, it is no sign of a viewer.
            }
        }
    }

    @Override
    public void unreachable(String text) {
        long nowNs = context.nanoTime().getAsLong();
        if (refusals++ == 0) {
            refusedSinceNs = nowNs;
        } else if (refusals >= MANY_REFUSALS && nowNs - refusedSinceNs >= REFUSED_NS) {
            over.accept(Reason.UNREACHABLE, "the viewer's port cannot be reached: " + text);
        }
    }

    @Override
    public void closed(Reason reason, String text) {
        over.accept(reason, text);
    }
}
