/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes the access units of one track, in decoding order. One thread at a time; never blocks. Core implements it for
 * sources, a driver for its back channel.
 */
@ConsumerType
public interface TrackSink {
    /** Hands over one unit; it belongs to core from now on. */
    Delivery deliver(AccessUnit unit);

    /**
     * What is known of the coding changed; said before the first unit that needs it. An equal codec changes nothing.
     */
    void codec(Codec codec);

    /** What became of a unit. None of these is an error. */
    enum Delivery {
        ACCEPTED,
        /** Core is behind; the unit and all up to the next key unit are dropped and counted. */
        DROPPED_QUEUE_FULL,
        /** The unit needs earlier ones that were dropped or never came. */
        DROPPED_UNTIL_KEY,
        /** More than 8 MiB. */
        DROPPED_TOO_LARGE,
        /** The generation is over. */
        CLOSED
    }
}
