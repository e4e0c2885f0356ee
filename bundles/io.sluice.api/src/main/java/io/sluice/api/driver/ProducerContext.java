/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import java.time.Duration;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What core gives a producer for one attempt (generation) to open its source. Any thread. Once the generation is over
 * every method is without effect and sinks answer {@link TrackSink.Delivery#CLOSED}.
 */
@ProviderType
public interface ProducerContext {
    StreamName stream();

    /** Counts the attempts to open this source. */
    long generation();

    /** How long a connection attempt or an answer of the peer may take. */
    Duration timeout();

    /**
     * Declares a track. All tracks of one generation share a zero point of time, as well as the source lets one know
     * it. At most 32 in one generation.
     *
     * @param codec what is known of it; more can follow through {@link TrackSink#codec}
     */
    TrackSink track(MediaKind kind, Codec codec);

    /**
     * All tracks are declared; a join that waits for more need not wait longer. Returning from {@link Driver#open} does
     * not say so.
     */
    void tracksComplete();

    /**
     * The source ended or failed. Core closes the producer and tries again as said.
     *
     * @param text for people, without credentials
     */
    void ended(Reason reason, String text, Opened.Retry retry);

    /** True once the generation is over: whoever loops or waits should stop. */
    boolean cancelled();

    /**
     * Runs a task when the generation is over, at once if it is already; on a thread that is not the lane. It must not
     * block.
     */
    void onCancel(Runnable task);

    /** Keys and values for the logging framework's diagnostic context: stream, generation, source. */
    Map<String, String> logContext();
}
