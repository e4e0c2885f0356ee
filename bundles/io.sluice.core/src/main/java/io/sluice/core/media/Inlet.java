/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;

/** Where one track of one generation comes in: a bounded queue to the stream's media thread. */
@SuppressWarnings("DoNotCallSuggester")
public final class Inlet implements TrackSink {
    Inlet() {}

    /** What the track carries, as declared. */
    public MediaKind kind() {
        throw new UnsupportedOperationException();
    }

    /** What was last said of the coding; any thread. */
    public Codec codec() {
        throw new UnsupportedOperationException();
    }

    /** The generation it belongs to. */
    public MediaGeneration generation() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Delivery deliver(AccessUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void codec(Codec codec) {
        throw new UnsupportedOperationException();
    }
}
