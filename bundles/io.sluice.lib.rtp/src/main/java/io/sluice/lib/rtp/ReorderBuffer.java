/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the RTP packets of one sender back into the order of their sequence numbers (RFC 3550, 5.1) and drops those that
 * come twice. A packet that comes in order goes straight through, without a copy. One that comes too early waits for
 * those before it, at most as many packets and as long as was said; then they count as lost. Sequence numbers that jump
 * further, and another SSRC, are a sender that began anew: what waits goes out first. Not safe on several threads.
 */
public final class ReorderBuffer {
    /** Longest delay. */
    public static final long MAX_DELAY_NS = 100_000_000;

    /** Takes the packets in order. */
    @FunctionalInterface
    public interface Sink {
        /** @param packet valid during the call only */
        void packet(ByteBuffer packet, long arrivalNs);
    }

    private record Early(byte[] packet, long arrivalNs) {}

    private final @Nullable Early[] early;
    private final int mask;
    private final long delayNs;
    private final Sink sink;
    private boolean started;
    private int ssrc;
    private int next;
    private int waiting;
    private long duplicates;
    private long late;
    private long skipped;

    /**
     * @param maxPackets that may wait; a power of two, 2 to 4096
     * @param delayNs that one may wait, up to {@link #MAX_DELAY_NS}
     */
    public ReorderBuffer(int maxPackets, long delayNs, Sink sink) {
        if (Integer.bitCount(maxPackets) != 1 || maxPackets < 2 || maxPackets > 4096) {
            throw new IllegalArgumentException("packets: " + maxPackets);
        }
        if (delayNs < 0 || delayNs > MAX_DELAY_NS) {
            throw new IllegalArgumentException("delay: " + delayNs + " ns");
        }
        this.early = new Early[maxPackets];
        this.mask = maxPackets - 1;
        this.delayNs = delayNs;
        this.sink = sink;
    }

    /**
     * A packet came; what is no RTP is dropped.
     *
     * @param packet may be reused after the call
     * @param arrivalNs of the same clock as in {@link #due}, never going back
     */
    public void packet(ByteBuffer packet, long arrivalNs) {
        if (packet.remaining() < RtpHeader.BYTES || (packet.get(packet.position()) & 0xC0) != 0x80) {
            return;
        }
        due(arrivalNs);
        int sequence = packet.getShort(packet.position() + 2) & 0xFFFF;
        int sender = packet.getInt(packet.position() + 8);
        int ahead = (short) (sequence - next);
        if (!started || sender != ssrc || Math.abs(ahead) > early.length * 2) {
            flush();
            started = true;
            ssrc = sender;
            next = sequence;
            ahead = 0;
        }
        if (ahead < 0) {
            late++;
        } else if (ahead == 0) {
            next = next + 1 & 0xFFFF;
            sink.packet(packet, arrivalNs);
            drain();
        } else {
            keep(packet, sequence, arrivalNs);
        }
    }

    private void keep(ByteBuffer packet, int sequence, long arrivalNs) {
        for (int ahead = (short) (sequence - next); ahead >= early.length; ahead = (short) (sequence - next)) {
            skip(ahead - early.length + 1);
        }
        if (sequence == next) { // what it waited for went out of the window
            next = next + 1 & 0xFFFF;
            sink.packet(packet, arrivalNs);
            drain();
        } else if (early[sequence & mask] != null) {
            duplicates++;
        } else {
            byte[] copy = new byte[packet.remaining()];
            packet.get(packet.position(), copy);
            early[sequence & mask] = new Early(copy, arrivalNs);
            waiting++;
        }
    }

    /** Does not wait any longer for those before the next one that is there, as many of them as are said. */
    private void skip(int atMost) {
        for (int i = 0; i < atMost && early[next & mask] == null; i++) {
            skipped++;
            next = next + 1 & 0xFFFF;
        }
        drain();
    }

    private void drain() {
        Early there = waiting == 0 ? null : early[next & mask];
        while (there != null) {
            early[next & mask] = null;
            waiting--;
            next = next + 1 & 0xFFFF;
            sink.packet(ByteBuffer.wrap(there.packet), there.arrivalNs);
            there = waiting == 0 ? null : early[next & mask];
        }
    }

    /**
     * Hands out what has waited long enough; to be called again when it says.
     *
     * @return in how many nanoseconds the next one is due, or -1 when none waits
     */
    public long due(long nowNs) {
        while (waiting > 0) {
            long left = oldest() + delayNs - nowNs;
            if (left > 0) {
                return left;
            }
            skip(early.length);
        }
        return -1;
    }

    private long oldest() {
        long oldest = Long.MAX_VALUE;
        int left = waiting;
        for (int i = 1; left > 0; i++) {
            Early each = early[next + i & mask];
            if (each != null) {
                oldest = Math.min(oldest, each.arrivalNs);
                left--;
            }
        }
        return oldest;
    }

    /** Hands out everything that waits. */
    public void flush() {
        while (waiting > 0) {
            skip(early.length);
        }
    }

    /** Packets that came twice while the first one waited. */
    public long duplicates() {
        return duplicates;
    }

    /** Packets that came after their turn: once more, or too late. */
    public long late() {
        return late;
    }

    /** Packets that had not come when their turn was over. */
    public long skipped() {
        return skipped;
    }
}
