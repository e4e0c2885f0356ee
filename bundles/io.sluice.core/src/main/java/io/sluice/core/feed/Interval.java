/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Handover;
import java.util.List;

/** The time between two packagings of one feed: what the next one needs, and how much waits for it. Media thread. */
final class Interval {
    /** A bundle is replaced in a moment; at 25 Mbit/s this is five seconds. */
    static final int MAX_BYTES = 16 << 20;

    static final int MAX_UNITS = 10_000;

    private final Handover state;
    private final List<Track> tracks;
    private long bytes;
    private int units;

    /** @param tracks as the packaging knew them last */
    Interval(Handover state, List<Track> tracks) {
        this.state = state;
        this.tracks = tracks;
    }

    Handover state() {
        return state;
    }

    List<Track> tracks() {
        return tracks;
    }

    /** Counts a unit that waits; false when that is too much. */
    boolean hasRoomFor(AccessUnit unit) {
        bytes += unit.sizeBytes();
        units++;
        return bytes <= MAX_BYTES && units <= MAX_UNITS;
    }
}
