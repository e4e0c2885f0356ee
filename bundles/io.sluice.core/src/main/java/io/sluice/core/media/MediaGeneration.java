/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;

/** The media of one attempt to open one source: its tracks share a zero point of time and end together. Any thread. */
@SuppressWarnings("DoNotCallSuggester")
public final class MediaGeneration {
    MediaGeneration() {}

    /** As given by the lane, for the log. */
    public long number() {
        throw new UnsupportedOperationException();
    }

    /** Makes the inlet of a track; one that answers CLOSED when the generation is over already. */
    public Inlet inlet(MediaKind kind, Codec codec, MediaEvents events) {
        throw new UnsupportedOperationException();
    }

    /** Its inlets answer CLOSED from now on; what is queued of them is dropped. Idempotent. */
    public void close() {
        throw new UnsupportedOperationException();
    }
}
