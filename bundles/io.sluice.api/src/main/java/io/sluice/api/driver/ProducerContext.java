/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
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

    /**
     * Joins a stream of this server for the source that is opened: another stream, or its own, as {@code ffmpeg:NAME}
     * does. As {@link io.sluice.api.stream.StreamRegistry#join}, but core knows which source reads:
     *
     * <ul>
     *   <li>Sources that read from this one, directly or through others, and this one itself are not offered to it.
     *       When nothing else serves, the stage fails with {@link Reason#LOOP} and names the circle; one that becomes a
     *       circle later is not chosen any more.
     *   <li>It is not a viewer for whom a stream is kept running: once nobody else watches what this source gives, the
     *       source is closed, and then those it reads from.
     *   <li>The subscription ends with the generation, at the latest when {@link Producer#close} has returned or was
     *       given up, without a word to the consumer. Whoever closes it earlier does no harm.
     * </ul>
     *
     * May be called while {@link Driver#open} runs, which may wait for the stage. At most 8 at a time. After the end of
     * the generation the stage fails with {@link Reason#ENDED}.
     *
     * @param startTimeout how long the stream may take to start; choose less than {@link #timeout()}
     */
    CompletionStage<Subscription> join(StreamName name, List<Want> wants, Duration startTimeout, Consumer consumer);

    /**
     * Says which moment is zero in the times of this generation, where that is known: a source that makes its media of
     * a stream of this server gives it the time of what it was made of ({@link Subscription#zeroNs}), however long that
     * took. Otherwise the first unit is of the moment it arrives. To be called before the first unit; a moment that is
     * more than ten seconds off is not believed.
     *
     * @param nanoTime on the clock of {@link System#nanoTime}
     */
    default void zero(long nanoTime) {}

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
