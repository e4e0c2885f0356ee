/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.api.net.DatagramRun;
import io.sluice.lib.rtp.Framing;
import io.sluice.lib.rtp.PacketOptions;
import java.nio.ByteBuffer;

/**
 * Packets of one size follow each other as a {@link DatagramRun}, so that the system takes them at once: full ones, and
 * a smaller one at the end.
 */
final class RunMarks implements PacketMarks, Framing {
    private static final int FULL_BYTES = PacketOptions.DEFAULT_MAX_PACKET_BYTES;

    private final Wire wire;
    private boolean lastWasFull;
    private boolean joins;
    private int runs;
    private int headerAt;
    private int runBytes;

    RunMarks(Wire wire) {
        this.wire = wire;
    }

    @Override
    public Framing framing() {
        return this;
    }

    @Override
    public void unit() {
        lastWasFull = false;
        runs = 0;
    }

    @Override
    public int prefixBytes(int packetBytes) {
        joins = lastWasFull && packetBytes <= FULL_BYTES;
        lastWasFull = packetBytes == FULL_BYTES;
        runs += joins ? 0 : 1;
        return joins ? 0 : DatagramRun.HEADER_BYTES;
    }

    @Override
    public void begin(ByteBuffer out, int packetBytes) {
        if (!joins) {
            headerAt = out.position();
            runBytes = packetBytes;
            // Always the full size, so that the system is told once. A larger one cannot be cut: it is alone.
            DatagramRun.begin(out, wire.rtpChannel(), Math.max(FULL_BYTES, packetBytes), packetBytes);
            return;
        }
        runBytes += packetBytes;
        int end = out.position();
        DatagramRun.begin(out.position(headerAt), wire.rtpChannel(), FULL_BYTES, runBytes);
        out.position(end);
    }

    @Override
    public int unitBytes(int packets) {
        return runs * DatagramRun.HEADER_BYTES;
    }

    @Override
    public int reportBytes() {
        return DatagramRun.HEADER_BYTES;
    }

    @Override
    public void report(ByteBuffer out, int packetBytes) {
        DatagramRun.begin(out, wire.rtcpChannel(), packetBytes, packetBytes);
    }
}
