/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;

/** The media of one attempt to open one source: its tracks share a zero point of time and end together. Any thread. */
public final class MediaGeneration {
    private final StreamMedia media;
    private final long number;
    private final Timeline.Generation time = new Timeline.Generation();
    private volatile boolean closed;
    private volatile long freshUntilNs;
    private volatile boolean watched;

    MediaGeneration(StreamMedia media, long number) {
        this.media = media;
        this.number = number;
    }

    /** As given by the lane, for the log. */
    public long number() {
        return number;
    }

    /** Makes the inlet of a track; one that answers CLOSED when the generation is over already. */
    public Inlet inlet(MediaKind kind, Codec codec, MediaEvents events) {
        return new Inlet(media, this, kind, codec, events);
    }

    /** Which moment of the monotonic clock is zero in its times; known before its first unit. */
    public void zero(long nowNs) {
        time.zero(nowNs);
    }

    /** Its inlets answer CLOSED from now on; what is queued of them is dropped. Idempotent. */
    public void close() {
        closed = true;
    }

    /**
     * What comes later than this moment is stale: whoever looks after the source should have moved the moment on long
     * ago, so this server stood still, and what lay in its sockets meanwhile is not to be seen.
     */
    public void freshUntil(long untilNs) {
        freshUntilNs = untilNs;
        watched = true;
    }

    boolean isStale(long nowNs) {
        return watched && nowNs - freshUntilNs > 0;
    }

    boolean isClosed() {
        return closed;
    }

    /** Media thread. */
    Timeline.Generation time() {
        return time;
    }
}
