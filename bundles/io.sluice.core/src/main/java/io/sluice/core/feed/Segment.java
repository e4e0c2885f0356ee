/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A piece of a log: whole units, one after the other in direct memory. Written once by the media thread, read by any
 * number of threads: {@link #count()} publishes a unit with its bytes and its end. No segment knows another one, so
 * that a reader that stands in one keeps only this one alive.
 */
final class Segment {
    private static final int FIRST_UNITS = 32;

    private final long number;
    private final long firstUnit;
    private final Epoch epoch;
    private final ByteBuffer bytes;
    private volatile int[] ends = new int[FIRST_UNITS];
    private volatile int count;
    // Only the writer's.
    private long[] timesNs = new long[FIRST_UNITS];
    private int written;

    /**
     * An empty segment.
     *
     * @param number counts the segments of the log
     * @param firstUnit number of its first unit in the log
     */
    Segment(long number, long firstUnit, Epoch epoch, int capacityBytes) {
        this.number = number;
        this.firstUnit = firstUnit;
        this.epoch = epoch;
        this.bytes = ByteBuffer.allocateDirect(capacityBytes);
    }

    long number() {
        return number;
    }

    long firstUnit() {
        return firstUnit;
    }

    Epoch epoch() {
        return epoch;
    }

    int capacityBytes() {
        return bytes.capacity();
    }

    /** Writer: bytes that are free. */
    int freeBytes() {
        return bytes.capacity() - written;
    }

    /** Writer: where the next unit is to be written; nothing outside can be reached through it. */
    ByteBuffer slice(int boundBytes) {
        return bytes.slice(written, boundBytes);
    }

    /** Writer: what was written to the last slice is a unit. */
    void commit(int lengthBytes, long timeNs) {
        int index = count;
        if (index == timesNs.length) {
            timesNs = Arrays.copyOf(timesNs, index * 2);
            ends = Arrays.copyOf(ends, index * 2);
        }
        written += lengthBytes;
        timesNs[index] = timeNs;
        ends[index] = written;
        count = index + 1;
    }

    /** Writer: when the unit came. */
    long timeNs(int index) {
        return timesNs[index];
    }

    /** Units that can be read. */
    int count() {
        return count;
    }

    /** Where the unit begins; the index is at most {@link #count()}. */
    int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /** Where the unit ends; the index is below {@link #count()}. */
    int end(int index) {
        return ends[index];
    }

    /** A view for one reader. */
    ByteBuffer view() {
        return bytes.asReadOnlyBuffer();
    }
}
