/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.media.Codec;
import io.sluice.api.media.Track;
import io.sluice.core.media.Inlet;
import io.sluice.core.media.SlotStats;
import io.sluice.core.media.StreamMedia;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream's tracks. A track of a new generation takes the place of the one it was before; in another format it ends
 * that one's feeds, so that nobody waits for what does not come any more. Lane only.
 */
final class Slots {
    private final StreamMedia media;
    private final Map<Integer, Slot> byId = new TreeMap<>();
    private final Map<Inlet, Slot> byInlet = new HashMap<>();
    private int lastId;
    private long version;

    Slots(StreamMedia media) {
        this.media = media;
    }

    /** Counts the changes: whoever negotiated under an older version should do it again. */
    long version() {
        return version;
    }

    void changed() {
        version++;
    }

    /** A generation declared a track. */
    void declare(Leg leg, Inlet inlet) {
        int ordinal = (int) of(leg).stream()
                .filter(slot -> slot.kind == inlet.kind() && slot.inlet != null)
                .count();
        Slot slot = of(leg).stream()
                .filter(old -> old.kind == inlet.kind() && old.ordinal == ordinal && old.inlet == null)
                .findFirst()
                .orElse(null);
        Codec codec = inlet.codec();
        if (slot == null) {
            int id = ++lastId;
            slot = new Slot(id, leg, ordinal, new Track(id, inlet.kind(), codec));
            byId.put(id, slot);
        } else {
            slot.track = slot.track.with(codec);
        }
        slot.inlet = inlet;
        slot.flowed = false;
        byInlet.put(inlet, slot);
        media.connect(inlet, slot.id);
        version++;
    }

    /** All tracks are declared: what did not come back is gone. */
    void complete(Leg leg) {
        of(leg).stream().filter(slot -> slot.inlet == null).toList().forEach(this::remove);
        version++;
    }

    /** The generation is over; its tracks keep their places. */
    void disconnect(Leg leg) {
        for (Slot slot : of(leg)) {
            if (slot.inlet != null) {
                byInlet.remove(slot.inlet);
                slot.inlet = null;
            }
            slot.flowed = false;
        }
        version++;
    }

    /** Nobody needs the source any more. */
    void forget(Leg leg) {
        of(leg).forEach(this::remove);
    }

    private void remove(Slot slot) {
        byId.remove(slot.id);
        if (slot.inlet != null) {
            byInlet.remove(slot.inlet);
        }
        media.release(slot.id);
        version++;
    }

    /** What is known of a coding changed; says the slot, or null when the inlet is not connected any more. */
    @Nullable
    Slot codec(Inlet inlet, Codec codec) {
        Slot slot = byInlet.get(inlet);
        if (slot != null && !slot.track.codec().equals(codec)) {
            slot.track = slot.track.with(codec);
            version++;
        }
        return slot;
    }

    @Nullable
    Slot flowed(Inlet inlet) {
        Slot slot = byInlet.get(inlet);
        if (slot != null) {
            slot.flowed = true;
        }
        return slot;
    }

    @Nullable
    Slot get(int id) {
        return byId.get(id);
    }

    Collection<Slot> all() {
        return byId.values();
    }

    /** A leg's slots in the order of their ids. */
    List<Slot> of(Leg leg) {
        var own = new ArrayList<Slot>();
        for (Slot slot : byId.values()) {
            if (slot.leg == leg) {
                own.add(slot);
            }
        }
        return own;
    }

    List<Track> tracks(Leg leg) {
        return of(leg).stream().map(slot -> slot.track).toList();
    }

    /** Counters of a slot; zeros before its first unit. */
    SlotStats stats(Slot slot) {
        SlotStats stats = media.stats(slot.id);
        return stats == null ? new SlotStats(0, 0, 0, SlotStats.NEVER, 0, false) : stats;
    }
}
