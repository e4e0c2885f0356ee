/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A track of a stream across all reconnects of its source. The media thread's, but for the counters. */
final class Slot {
    private final int id;
    private final MediaKind kind;
    private final Timeline.Track time = new Timeline.Track();
    private final GroupCache.Line line;
    private Codec codec;
    private boolean waitingForKey;
    private long lastKeyNs = AccessUnit.UNKNOWN;

    private volatile @Nullable Inlet inlet;
    private volatile boolean flowing;
    private final AtomicLong units = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong lastUnitNs = new AtomicLong(SlotStats.NEVER);
    private final AtomicLong keyIntervalMs = new AtomicLong();

    Slot(int id, MediaKind kind, Codec codec, GroupCache.Line line) {
        this.id = id;
        this.kind = kind;
        this.codec = codec;
        this.line = line;
    }

    int id() {
        return id;
    }

    MediaKind kind() {
        return kind;
    }

    Timeline.Track time() {
        return time;
    }

    GroupCache.Line line() {
        return line;
    }

    Codec codec() {
        return codec;
    }

    void codec(Codec changed) {
        codec = changed;
    }

    @Nullable
    Inlet inlet() {
        return inlet;
    }

    /** Another inlet takes the place of the one before, which is closed. */
    void bind(Inlet next) {
        Inlet previous = inlet;
        if (previous != null && previous != next) {
            previous.close();
            dropped.addAndGet(previous.dropped());
        }
        inlet = next;
        flowing = false;
        waitForKey();
    }

    /** What comes next cannot be decoded before a key unit. */
    void waitForKey() {
        waitingForKey = true;
        lastKeyNs = AccessUnit.UNKNOWN;
    }

    /** Counts an arrival; false when the unit cannot be used. */
    boolean admit(AccessUnit unit, boolean key, long arrivalNs) {
        lastUnitNs.lazySet(arrivalNs);
        if (waitingForKey && !key) {
            dropped.incrementAndGet();
            return false;
        }
        waitingForKey = false;
        units.incrementAndGet();
        bytes.addAndGet(unit.sizeBytes());
        return true;
    }

    /** A key unit of video passed. */
    void countKey(long atNs) {
        if (lastKeyNs != AccessUnit.UNKNOWN) {
            keyIntervalMs.lazySet((atNs - lastKeyNs) / 1_000_000);
        }
        lastKeyNs = atNs;
    }

    void markFlowing() {
        flowing = true;
    }

    SlotStats stats() {
        Inlet now = inlet;
        long droppedNow = dropped.get() + (now == null ? 0 : now.dropped());
        return new SlotStats(units.get(), bytes.get(), droppedNow, lastUnitNs.get(), keyIntervalMs.get(), flowing);
    }
}
