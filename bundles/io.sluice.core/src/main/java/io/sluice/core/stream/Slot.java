/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.core.media.Inlet;
import org.jspecify.annotations.Nullable;

/**
 * A track's place in a stream. It outlives the generations of its source, so that viewers and feeds keep it across
 * reconnects.
 */
final class Slot {
    final int id;
    final Leg leg;
    final MediaKind kind;
    /** Which of its kind within the source, from 0. */
    final int ordinal;

    Track track;
    /** The inlet of the generation that feeds it now. */
    @Nullable
    Inlet inlet;
    /** Whether a unit came in this generation. */
    boolean flowed;

    Slot(int id, Leg leg, int ordinal, Track track) {
        this.id = id;
        this.leg = leg;
        this.kind = track.kind();
        this.ordinal = ordinal;
        this.track = track;
    }
}
