/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.media.Track;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A log in one buffer that is never full; readers begin at its first byte. */
final class FakeFeed implements Feed {
    final AtomicInteger openCursors = new AtomicInteger();
    final List<Runnable> wakeUps = new CopyOnWriteArrayList<>();

    private final ByteBuffer log;
    private final int[] ends;
    private volatile int units;
    private volatile Reason ended;

    FakeFeed(int capacityBytes, int capacityUnits) {
        log = ByteBuffer.allocateDirect(capacityBytes);
        ends = new int[capacityUnits];
    }

    /** One unit: its number and then the low byte of it again and again, so that a test sees what is torn or mixed. */
    static byte[] unit(int number, int bytes) {
        ByteBuffer unit = ByteBuffer.allocate(bytes);
        unit.put((byte) 'U').putInt(number).putInt(bytes);
        while (unit.hasRemaining()) {
            unit.put((byte) number);
        }
        return unit.array();
    }

    void append(int bytes) {
        append(unit(units, bytes));
    }

    void append(byte[] unit) {
        int number = units;
        log.put(unit);
        ends[number] = log.position();
        units = number + 1;
        wakeUps.forEach(Runnable::run);
    }

    void end(Reason reason) {
        ended = reason;
        wakeUps.forEach(Runnable::run);
    }

    int bytes() {
        return units == 0 ? 0 : ends[units - 1];
    }

    @Override
    public List<Track> tracks() {
        return List.of();
    }

    @Override
    public Cursor open(String name, Overflow overflow) {
        openCursors.incrementAndGet();
        return new LogCursor();
    }

    @Override
    public Runnable onAppend(Runnable wakeUp) {
        wakeUps.add(wakeUp);
        return () -> wakeUps.remove(wakeUp);
    }

    @Override
    public Reason ended() {
        return ended;
    }

    private final class LogCursor implements Cursor {
        private final ByteBuffer region = log.asReadOnlyBuffer();
        private int position;
        private int unit;
        private boolean closed;

        @Override
        public ByteBuffer region() {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            int end = openUnitBytes() > 0 ? ends[unit] : FakeFeed.this.bytes();
            if (end == position) {
                return null;
            }
            return region.clear().limit(end).position(position);
        }

        @Override
        public void advance(int bytes) {
            position += bytes;
            while (unit < units && ends[unit] <= position) {
                unit++;
            }
        }

        @Override
        public int openUnitBytes() {
            int start = unit == 0 ? 0 : ends[unit - 1];
            return position == start ? 0 : ends[unit] - position;
        }

        @Override
        public Reason ended() {
            return ended;
        }

        @Override
        public long units() {
            return unit;
        }

        @Override
        public long bytes() {
            return position;
        }

        @Override
        public long skipped() {
            return 0;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openCursors.decrementAndGet();
            }
        }
    }
}
