/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.driver;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a producer gave to one of its tracks. Any thread. */
public final class RecordedTrack implements TrackSink {
    /** How many units are kept; all are counted. */
    public static final int MAX_KEPT = 1000;

    private static final int MAX_UNIT_BYTES = 8 << 20;

    private final RecordingContext context;
    private final int index;
    private final MediaKind kind;
    private final List<AccessUnit> units = new ArrayList<>();
    private final AtomicBoolean inUse = new AtomicBoolean();
    private final List<Codec> codecs = new ArrayList<>();
    private long count;
    private long keys;
    private long lastDts = AccessUnit.UNKNOWN;

    RecordedTrack(RecordingContext context, int index, MediaKind kind, Codec codec) {
        this.context = context;
        this.index = index;
        this.kind = kind;
        this.codecs.add(codec);
    }

    public MediaKind kind() {
        return kind;
    }

    /** What is known of its coding now. */
    public synchronized Codec codec() {
        return codecs.get(codecs.size() - 1);
    }

    /** All that was said of its coding, in order. */
    public synchronized List<Codec> codecs() {
        return List.copyOf(codecs);
    }

    /** The first {@value #MAX_KEPT} units. */
    public synchronized List<AccessUnit> units() {
        return List.copyOf(units);
    }

    public synchronized long count() {
        return count;
    }

    public synchronized long keys() {
        return keys;
    }

    @Override
    public Delivery deliver(AccessUnit unit) {
        if (!inUse.compareAndSet(false, true)) {
            context.violation(this + " was used by two threads at once");
            return Delivery.CLOSED;
        }
        try {
            return context.cancelled() ? Delivery.CLOSED : record(unit);
        } finally {
            inUse.set(false);
        }
    }

    private synchronized Delivery record(AccessUnit unit) {
        long dts = unit.dts() == AccessUnit.UNKNOWN ? lastDts : unit.dts();
        if (unit.sizeBytes() > MAX_UNIT_BYTES) {
            return Delivery.DROPPED_TOO_LARGE;
        }
        if (unit.sizeBytes() == 0) {
            context.violation(this + " got an empty unit");
        }
        if (lastDts != AccessUnit.UNKNOWN && dts < lastDts) {
            context.violation(this + " got a unit at " + dts + " after one at " + lastDts);
        }
        if (kind == MediaKind.AUDIO && !unit.key()) {
            context.violation(this + " got an audio frame that is no key unit");
        }
        lastDts = dts;
        count++;
        keys += unit.key() ? 1 : 0;
        if (units.size() < MAX_KEPT) {
            units.add(unit);
        }
        return context.answer();
    }

    @Override
    public synchronized void codec(Codec codec) {
        if (!codec.equals(codec())) {
            codecs.add(codec);
        }
    }

    @Override
    public String toString() {
        return "track " + index + " (" + codec() + ")";
    }
}
