/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.DatagramPort;
import io.sluice.lib.rtp.ReorderBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a peer sends in datagrams, put into order without duplicates; what waits for a packet that does not come goes on
 * without it in time. On the loop of the ports.
 */
final class OrderedPackets {
    private static final int MOST_EARLY = 256;

    private final List<DatagramPort> ports;
    private final LongSupplier nanoTime;
    private final List<ReorderBuffer> tracks = new ArrayList<>();
    private boolean waits;

    /** @param ports what the clock is taken from: the first one, once there is one */
    OrderedPackets(List<DatagramPort> ports, LongSupplier nanoTime) {
        this.ports = ports;
        this.nanoTime = nanoTime;
    }

    /** One more track; the packets are valid during the call. */
    void add(Consumer<ByteBuffer> sink) {
        tracks.add(
                new ReorderBuffer(MOST_EARLY, ReorderBuffer.MAX_DELAY_NS, (packet, arrivedNs) -> sink.accept(packet)));
    }

    int size() {
        return tracks.size();
    }

    void packet(int track, ByteBuffer datagram) {
        tracks.get(track).packet(datagram, nanoTime.getAsLong());
        goOnLater();
    }

    private void goOnLater() {
        if (waits) {
            return;
        }
        long soonestNs = Long.MAX_VALUE;
        long nowNs = nanoTime.getAsLong();
        for (ReorderBuffer track : tracks) {
            long leftNs = track.due(nowNs);
            soonestNs = leftNs < 0 ? soonestNs : Math.min(soonestNs, leftNs);
        }
        if (soonestNs < Long.MAX_VALUE) {
            waits = true;
            ports.get(0)
                    .schedule(
                            () -> {
                                waits = false;
                                goOnLater();
                            },
                            soonestNs / 1_000_000 + 1);
        }
    }

    /** Hands out everything that waits. */
    void flush() {
        tracks.forEach(ReorderBuffer::flush);
    }

    /** For the log. */
    String summary() {
        long lost = 0;
        long twice = 0;
        for (ReorderBuffer track : tracks) {
            lost += track.skipped();
            twice += track.duplicates();
        }
        return "%d lost, %d twice".formatted(lost, twice);
    }
}
