/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Track;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Frames access units for the wire, once for all viewers of a feed. Every method is called on the stream's media
 * thread, never two at a time, and must neither block nor keep the buffers it is given. One that throws, writes more
 * than its bound, or does not return within a second ends its feed, not the stream.
 */
@ConsumerType
public interface Packaging {
    /** Most bytes that {@link #begin} writes. */
    default int preambleBoundBytes() {
        return 0;
    }

    /**
     * Starts an epoch: before the first unit, and again when what is known of a track's coding changed.
     *
     * @param tracks the feed's tracks with their codecs now, in the order of the feed
     * @param preamble gets what every viewer must have before the first unit of the epoch, for example a header or init
     *     segment
     */
    void begin(List<Track> tracks, UnitWriter preamble);

    /** Most bytes that {@link #append} writes for this unit; cheap, called just before it. */
    int boundBytes(int track, AccessUnit unit);

    /**
     * Writes one unit with all its framing.
     *
     * @param track index into the feed's tracks
     * @param unit times are on the stream's clock: monotonic decoding order, without wraps, wall-clock time always
     *     known
     * @param out where to write; nothing written means that viewers get nothing for this unit
     */
    void append(int track, AccessUnit unit, UnitWriter out);

    /**
     * Its bundle goes, and viewers wait for the next version of it: what another packaging must know to write the next
     * unit as this one would have. Called last.
     *
     * @return null when nobody can go on: the feed ends
     */
    default @Nullable Handover handOver() {
        return null;
    }

    /**
     * Goes on where another packaging ended; called first, if at all. {@link #begin} follows, but what it writes is
     * dropped, because the epoch goes on.
     *
     * @return false when this one cannot go on from there: the feed ends
     */
    default boolean adopt(Handover state) {
        return false;
    }

    /** Makes packagings that go on where those of an earlier version of the bundle ended. */
    @FunctionalInterface
    interface Successor {
        /**
         * Called on the stream's media thread, with the same duties as a packaging; {@link #adopt} follows.
         *
         * @param key the feed's, as it was given to {@link Subscription#feed}
         * @return null when nobody can go on: the feed ends
         */
        @Nullable
        Packaging of(String key, Handover state);
    }
}
