/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Where one track of one generation comes in: a bounded queue to the stream's media thread. */
public final class Inlet implements TrackSink {
    /** Most bytes of one unit. */
    public static final int MAX_UNIT_BYTES = 8 << 20;

    /** What is kept before the inlet is connected. */
    static final int MAX_HELD = 256;

    static final long MAX_HELD_BYTES = 8 << 20;

    private final StreamMedia media;
    private final MediaGeneration generation;
    private final MediaKind kind;
    private final Codec declared;
    private final MediaEvents events;
    private final AtomicLong dropped = new AtomicLong();
    private volatile Codec codec;
    private volatile boolean closed;

    // Only the delivering thread's.
    private boolean lost;
    private @Nullable Codec late;

    // Only the media thread's.
    private final Deque<Held> held = new ArrayDeque<>();
    private long heldBytes;
    private @Nullable Slot slot;
    private boolean flowing;

    /** Something that came before the inlet was connected: a unit or a change of coding. */
    record Held(@Nullable AccessUnit unit, Codec codec, long arrivalNs) {
        int sizeBytes() {
            return unit == null ? 0 : unit.sizeBytes();
        }
    }

    Inlet(StreamMedia media, MediaGeneration generation, MediaKind kind, Codec codec, MediaEvents events) {
        this.media = media;
        this.generation = generation;
        this.kind = kind;
        this.declared = codec;
        this.codec = codec;
        this.events = events;
    }

    /** What the track carries, as declared. */
    public MediaKind kind() {
        return kind;
    }

    /** What was last said of the coding; any thread. */
    public Codec codec() {
        return codec;
    }

    /** The generation it belongs to. */
    public MediaGeneration generation() {
        return generation;
    }

    /** Units that were refused or dropped here; any thread. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public Delivery deliver(AccessUnit unit) {
        if (isClosed()) {
            return Delivery.CLOSED;
        }
        boolean alone = unit.key() || isIndependent(kind, codec);
        if (unit.sizeBytes() > MAX_UNIT_BYTES) {
            dropped.incrementAndGet();
            lost = !isIndependent(kind, codec);
            return Delivery.DROPPED_TOO_LARGE;
        }
        long arrivalNs = media.nowNs();
        if (lost && !alone || generation.isStale(arrivalNs)) {
            lost = !isIndependent(kind, codec);
            dropped.incrementAndGet();
            return Delivery.DROPPED_UNTIL_KEY;
        }
        if (!media.intake().admit(unit.sizeBytes())) {
            dropped.incrementAndGet();
            lost = !isIndependent(kind, codec);
            return Delivery.DROPPED_QUEUE_FULL;
        }
        lost = false;
        Codec changed = late;
        late = null;
        media.intake().add(() -> {
            media.intake().discharge(unit.sizeBytes());
            if (changed != null) {
                media.recode(this, changed);
            }
            media.arrive(this, unit, arrivalNs);
        });
        return Delivery.ACCEPTED;
    }

    @Override
    public void codec(Codec changed) {
        if (isClosed() || changed.equals(codec)) {
            return;
        }
        codec = changed;
        if (media.intake().admit(0)) {
            late = null;
            media.intake().add(() -> {
                media.intake().discharge(0);
                media.recode(this, changed);
            });
        } else {
            // It travels with the next unit that fits, before which it is not needed.
            late = changed;
        }
    }

    /** True for tracks each unit of which can be decoded without others. */
    static boolean isIndependent(MediaKind kind, Codec codec) {
        return kind != MediaKind.VIDEO
                || codec.name().equals(Codec.OPAQUE)
                || codec.name().equals(Codec.MJPEG);
    }

    boolean isClosed() {
        return closed || generation.isClosed() || media.isClosed();
    }

    void close() {
        closed = true;
    }

    @Nullable
    Slot slot() {
        return slot;
    }

    /** The coding as declared, before anything that is held. */
    Codec declared() {
        return declared;
    }

    void bind(Slot bound) {
        slot = bound;
    }

    void hold(Held arrived) {
        held.add(arrived);
        heldBytes += arrived.sizeBytes();
        while (held.size() > MAX_HELD || heldBytes > MAX_HELD_BYTES) {
            Held oldest = held.remove();
            heldBytes -= oldest.sizeBytes();
            dropped.incrementAndGet();
        }
    }

    @Nullable
    Held pollHeld() {
        return held.poll();
    }

    boolean flowing() {
        return flowing;
    }

    void markFlowing() {
        flowing = true;
        events.firstUnit(this);
    }

    void sayCodec(Codec changed) {
        events.codec(this, changed);
    }
}
