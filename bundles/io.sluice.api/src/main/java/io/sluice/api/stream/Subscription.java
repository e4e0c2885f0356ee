/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.media.AccessUnit;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The link of one consumer to one stream. Any thread. Closing it ends delivery; the last one to leave stops the stream.
 */
@ProviderType
public interface Subscription extends AutoCloseable {
    /** Identifies the consumer in API and log. */
    String id();

    StreamName stream();

    /**
     * The moment of time zero of the stream's units, on the clock of {@link System#nanoTime}; any stream's units can so
     * be compared. {@link AccessUnit#UNKNOWN} where there is none.
     */
    default long zeroNs() {
        return AccessUnit.UNKNOWN;
    }

    /** What was chosen; a snapshot of now. */
    List<Match> matches();

    /** What was wanted and is not there, with reasons; a snapshot of now. */
    List<Miss> misses();

    /**
     * The feed of these tracks in this packaging; it is made once, however many subscriptions of the same bundle ask
     * for it.
     *
     * @param trackIds ids of matched tracks, in the order the packaging knows them by
     * @param key names the packaging with everything that changes its bytes, for example {@code rtsp-tcp/0,2}
     * @param packaging makes it when there is none yet; called on the stream's media thread
     * @return fails with {@link StreamException} when the subscription is closed or a track is not one of its matches
     */
    CompletionStage<Feed> feed(List<Integer> trackIds, String key, Supplier<Packaging> packaging);

    /**
     * Tells people and programs how media travels to the consumer.
     *
     * @param transport for example {@code tcp} or {@code udp}; one word, few different ones: it labels a metric
     */
    default void travels(String transport) {}

    /**
     * The bundle goes, and this subscription waits for the next version of it, with its feeds: from now on the consumer
     * is not called any more. Whoever knows the {@link #id()} gets it by {@link StreamRegistry#adopt}; nobody within
     * {@code tuning.handover}: it ends. Returns at once.
     */
    void handOver();

    /** Idempotent, returns at once. */
    @Override
    void close();
}
