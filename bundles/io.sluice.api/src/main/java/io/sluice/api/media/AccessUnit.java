/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.media;

import java.nio.ByteBuffer;

/**
 * One coded picture or audio frame: all bytes with one presentation time (H.264's own term). Immutable: whoever makes
 * one gives the array away and never writes to it again.
 */
public final class AccessUnit {
    /** A time that is not known. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    private final byte[] payload;
    private final long pts;
    private final long dts;
    private final boolean key;
    private final long wallClockNs;

    private AccessUnit(byte[] payload, long pts, long dts, boolean key, long wallClockNs) {
        this.payload = payload;
        this.pts = pts;
        this.dts = dts;
        this.key = key;
        this.wallClockNs = wallClockNs;
    }

    /**
     * @param payload as {@link Codec} defines it; not copied, the caller must not touch it any more
     * @param pts presentation time in ticks of the codec's clock, without wraps; may go back where pictures are
     *     reordered
     * @param dts decoding time in the same ticks, at most {@code pts}, or {@link #UNKNOWN}
     * @param key decodable without any earlier unit; true for every audio frame
     * @param wallClockNs when it was captured, nanoseconds since the Unix epoch, or {@link #UNKNOWN}
     */
    public static AccessUnit of(byte[] payload, long pts, long dts, boolean key, long wallClockNs) {
        if (dts != UNKNOWN && dts > pts) {
            throw new IllegalArgumentException("dts " + dts + " is after pts " + pts);
        }
        return new AccessUnit(payload, pts, dts, key, wallClockNs);
    }

    /** As {@link #of(byte[], long, long, boolean, long)} with decoding and wall-clock time unknown. */
    public static AccessUnit of(byte[] payload, long pts, boolean key) {
        return new AccessUnit(payload, pts, UNKNOWN, key, UNKNOWN);
    }

    /** The same unit at another time: both times move by the given ticks. */
    public AccessUnit shifted(long ticks, long newWallClockNs) {
        return new AccessUnit(payload, pts + ticks, dts == UNKNOWN ? UNKNOWN : dts + ticks, key, newWallClockNs);
    }

    /** A new read-only view of all bytes. */
    public ByteBuffer payload() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer();
    }

    /** Copies bytes of the payload; faster than {@link #payload()} where a copy is needed anyway. */
    public void copyTo(int offset, ByteBuffer target, int length) {
        target.put(payload, offset, length);
    }

    /** The byte at the index as 0..255. */
    public int at(int index) {
        return payload[index] & 0xFF;
    }

    /** Four bytes at the index as a big-endian number: a length prefix. */
    public int intAt(int index) {
        return at(index) << 24 | at(index + 1) << 16 | at(index + 2) << 8 | at(index + 3);
    }

    public int sizeBytes() {
        return payload.length;
    }

    public long pts() {
        return pts;
    }

    public long dts() {
        return dts;
    }

    public boolean key() {
        return key;
    }

    public long wallClockNs() {
        return wallClockNs;
    }

    @Override
    public String toString() {
        return (key ? "key unit of " : "unit of ") + payload.length + " bytes at " + pts;
    }
}
