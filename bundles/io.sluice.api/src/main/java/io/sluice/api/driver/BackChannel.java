/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import io.sluice.api.media.Codec;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Facet: media towards the device, for two-way audio. Any thread; nothing blocks. Core has one speak at a time, ends
 * the turn before it closes the producer, and gives a turn up that was not granted within {@code tuning.open}.
 */
@ConsumerType
public interface BackChannel {
    /** What the device can play, the best first. */
    List<Codec> accepted();

    /**
     * Starts to speak.
     *
     * @param codec one of {@link #accepted()}
     * @return fails with {@link io.sluice.api.stream.StreamException}, for example BUSY
     */
    CompletionStage<Talk> talk(Codec codec);

    /**
     * One speaker's turn; closing it ends the turn. Units come as fast as they are spoken, on one thread at a time;
     * once {@code deliver} answers CLOSED the turn is over.
     */
    @ConsumerType
    interface Talk extends TrackSink, AutoCloseable {
        @Override
        void close();
    }
}
