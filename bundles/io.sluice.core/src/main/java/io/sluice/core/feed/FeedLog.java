/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import io.sluice.api.stream.Feed.Overflow;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of framed units in segments of direct memory, bounded by bytes and time. One thread at a time
 * writes; any number of {@linkplain LogCursor cursors} read without locks. Memory belongs to the garbage collector:
 * nothing is freed under a reader.
 */
final class FeedLog {
    /** Most bytes of units kept. */
    static final int MAX_BYTES = 16 << 20;
    /** Most bytes of one unit: 8 MiB of payload and its framing. */
    static final int MAX_UNIT_BYTES = 12 << 20;

    static final int SEGMENT_BYTES = 1 << 20;
    /** The first segment is small, and each as large as all before, so that a feed of sound does not hold a MiB. */
    static final int FIRST_SEGMENT_BYTES = 128 << 10;

    /** Units outside the newest group go after this time. */
    static final long MAX_AGE_NS = 10_000_000_000L;
    /** Units of the last seconds stay, so that short groups (each audio frame is one) do not lap readers at once. */
    static final long MIN_AGE_NS = 2_000_000_000L;

    /** Most segment bytes of one log when the server's budget is spent. */
    private static final int MAX_ALLOCATED_WHEN_SPENT_BYTES = 4 * SEGMENT_BYTES;

    private static final int MAX_ALLOCATED_BYTES = MAX_BYTES + 4 * SEGMENT_BYTES;
    private static final int TABLE = 256;

    /** A unit at which reading can start. */
    record KeyPoint(Segment segment, int index) {
        long number() {
            return segment.firstUnit() + index;
        }
    }

    /** Segments by number; an entry is checked against the number after it was read. */
    private final AtomicReferenceArray<@Nullable Segment> table = new AtomicReferenceArray<>(TABLE);

    private final AtomicReference<@Nullable Reason> end = new AtomicReference<>();
    private volatile @Nullable KeyPoint newestKey;
    private volatile long first;
    private volatile long next;
    private volatile long heldBytes;
    private volatile int epochNumber;

    // Only the writer sets it; readers count what they take.
    private volatile LogBudget budget = new LogBudget(Long.MAX_VALUE);

    // Only the writer's.
    private Epoch epoch = new Epoch(0, null);
    private @Nullable Segment current;
    private boolean published;
    private long firstSegment;
    private long nextSegment;
    private long previousKey = -1;
    private int segmentBytes = FIRST_SEGMENT_BYTES;
    private long allocatedBytes;

    /**
     * Writer: room for the next unit; what a former call gave is void.
     *
     * @param boundBytes 0 to {@link #MAX_UNIT_BYTES}
     */
    ByteBuffer reserve(int boundBytes) {
        Segment segment = current;
        if (segment == null || segment.freeBytes() < boundBytes) {
            segment = new Segment(nextSegment, next, epoch, Math.max(boundBytes, segmentBytes));
            current = segment;
            published = false;
        }
        return segment.slice(boundBytes);
    }

    /**
     * Writer: appends what was written to the room reserved last.
     *
     * @param lengthBytes 0 appends nothing
     * @param key reading can start here
     * @param nowNs when the unit came, on any monotonic clock
     */
    void commit(int lengthBytes, boolean key, long nowNs) {
        Segment segment = current;
        if (segment == null || lengthBytes == 0 || end.get() != null) {
            return;
        }
        segment.commit(lengthBytes, nowNs);
        if (!published) {
            publish(segment);
        }
        long number = next;
        if (key) {
            KeyPoint older = newestKey;
            previousKey = older == null ? -1 : older.number();
            newestKey = new KeyPoint(segment, segment.count() - 1);
        }
        next = number + 1;
        trim(nowNs, heldBytes + lengthBytes);
        if (segment.capacityBytes() > SEGMENT_BYTES) {
            // A large unit has its segment for itself: what follows would keep it alive.
            current = null;
        }
    }

    private void publish(Segment segment) {
        table.set((int) (segment.number() % TABLE), segment);
        published = true;
        nextSegment = segment.number() + 1;
        allocatedBytes += segment.capacityBytes();
        budget.add(segment.capacityBytes());
        segmentBytes = Math.min(segmentBytes * 2, SEGMENT_BYTES);
    }

    /** Writer: units from now on need this preamble first. */
    void beginEpoch(@Nullable ByteBuffer preamble) {
        epoch = new Epoch(epoch.number() + 1, preamble == null ? null : preamble.asReadOnlyBuffer());
        epochNumber = epoch.number();
        current = null;
    }

    private void trim(long nowNs, long heldBefore) {
        long oldest = first;
        long held = heldBefore;
        while (oldest < next - 1) {
            Segment segment = segment(firstSegment);
            if (segment == null) {
                throw new IllegalStateException("log has no segment " + firstSegment);
            }
            int index = (int) (oldest - segment.firstUnit());
            if (!isDispensable(oldest, nowNs - segment.timeNs(index), held)) {
                break;
            }
            held -= segment.end(index) - segment.start(index);
            oldest++;
            if (index + 1 == segment.count() && firstSegment < nextSegment - 1) {
                table.set((int) (firstSegment % TABLE), null);
                firstSegment++;
                allocatedBytes -= segment.capacityBytes();
                budget.add(-segment.capacityBytes());
            }
        }
        KeyPoint key = newestKey;
        if (key != null && key.number() < oldest) {
            newestKey = null;
        }
        heldBytes = held;
        first = oldest;
    }

    private boolean isDispensable(long number, long ageNs, long held) {
        KeyPoint key = newestKey;
        return held > MAX_BYTES
                || allocatedBytes > MAX_ALLOCATED_BYTES
                || nextSegment - firstSegment >= TABLE - 1
                || key != null && number < key.number() && ageNs > MAX_AGE_NS
                || number < previousKey && ageNs > MIN_AGE_NS
                || budget.isSpent()
                        && (key != null && number < key.number() || allocatedBytes > MAX_ALLOCATED_WHEN_SPENT_BYTES);
    }

    /** Writer, before the first unit: what the log's memory is counted against. */
    void countAgainst(LogBudget shared) {
        budget = shared;
    }

    /** Writer, after the end: readers may go on, but the memory is theirs. */
    void leaveBudget() {
        budget.add(-allocatedBytes);
        allocatedBytes = 0;
    }

    /** Ends the log; nothing is appended any more. The first reason stays. Any thread. */
    void end(Reason reason) {
        end.compareAndSet(null, reason);
    }

    @Nullable
    Reason ended() {
        return end.get();
    }

    /** Where readers count what they take. */
    LogBudget budget() {
        return budget;
    }

    /** A new reader. */
    LogCursor open(Overflow overflow) {
        return new LogCursor(this, overflow);
    }

    /** The segment of that number when it is kept. */
    @Nullable
    Segment segment(long number) {
        Segment segment = table.get((int) (number % TABLE));
        return segment != null && segment.number() == number ? segment : null;
    }

    /** Where a reader starts, or goes on when it was lapped; null when no key unit is kept. */
    @Nullable
    KeyPoint newestKey() {
        return newestKey;
    }

    /** Number of the oldest unit kept. */
    long first() {
        return first;
    }

    /** Number of the unit that comes next: how many were appended. */
    long next() {
        return next;
    }

    /** Bytes of the units kept. */
    long heldBytes() {
        return heldBytes;
    }

    int epoch() {
        return epochNumber;
    }
}
