/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.media.Codec;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The only place where streams are found, linked and closed. Every method may be called on any thread and returns at
 * once; the work is done on the registry's lane. Stages fail with {@link StreamException} and complete on a thread that
 * is not the lane.
 *
 * <p>Each bundle gets an instance of its own: when the bundle stops, what it still holds (subscriptions, feeds,
 * publications) is closed, unless it was {@linkplain Subscription#handOver() handed over}.
 */
@ProviderType
public interface StreamRegistry {
    /**
     * Joins a stream: starts the sources it needs, chooses tracks, and completes when all wants are met, or when every
     * needed source has been tried and at least one want is met, or at the request's time-out.
     *
     * <p>Fails with {@link Reason#NOT_FOUND}, {@link Reason#NO_COMMON_CODEC}, {@link Reason#TIMEOUT}, or the first
     * source's reason when none could be opened. A consumer whose stage failed is not told again through
     * {@link Consumer#ended}.
     *
     * <p>Whoever does not want to wait any more completes the stage's future: with {@code cancel}, or exceptionally.
     * The viewer has left then, and what was started for it alone ends.
     */
    CompletionStage<Subscription> join(StreamName name, JoinRequest request, Consumer consumer);

    /**
     * Goes on with a subscription that an earlier version of the bundle handed over. What happened meanwhile is told to
     * the consumer. Its feeds go on with the packaging that is given for the same tracks and key.
     *
     * @param subscription its {@link Subscription#id()}
     * @return null when there is none of that id (any more)
     */
    @Nullable
    Subscription adopt(String subscription, Consumer consumer);

    /**
     * Goes on with the feeds that an earlier version of the bundle left, at once: their media waits only for this, and
     * not for the first of their viewers to be adopted. Those that are left later wait for a viewer.
     *
     * @return when each of them flows again or has ended; never fails
     */
    CompletionStage<Void> resumeFeeds(Packaging.Successor successor);

    /**
     * Becomes the source of a stream that is defined without sources. The context's sinks take the media; core closes
     * the producer when the publication has to end, and {@link ProducerContext#ended} ends it from the other side. A
     * stream that is not defined is made if the request says so, and goes with the publication; when it is defined
     * meanwhile, the definition holds.
     *
     * <p>Where the definition says {@link StreamDefinition#takeover}, whoever publishes already is closed with
     * {@link Reason#TAKEN_OVER} first, and the answer comes when that is done or given up.
     *
     * <p>Fails with {@link Reason#NOT_FOUND}, {@link Reason#BUSY} or {@link Reason#FORBIDDEN} (the stream has sources
     * of its own).
     */
    CompletionStage<ProducerContext> publish(StreamName name, PublishRequest request, Producer producer);

    /**
     * What the devices behind the stream's open sources can play, the best first; empty when none can, or when a driver
     * does not say so in time. Fails with {@link Reason#NOT_FOUND}.
     */
    CompletionStage<List<Codec>> talkable(StreamName name);

    /**
     * Starts to speak to the device behind the first open source that can play the codec; it does not start a source,
     * so join the stream before. One speaks to a stream at a time. The turn ends with {@link TalkSession#close()}, or
     * is ended by core: when the source ends, the device does not take more, or an administrator says so.
     *
     * <p>Fails with {@link Reason#NOT_FOUND}, {@link Reason#BUSY} (somebody else speaks),
     * {@link Reason#NO_COMMON_CODEC}, {@link Reason#TIMEOUT}, or the reason of the driver.
     *
     * @param talker is told when core ends the turn, not after {@link TalkSession#close()}; when the stage failed it is
     *     not told
     */
    CompletionStage<TalkSession> talk(StreamName name, TalkRequest request, Consumer talker);

    /** All streams by name, consistent with each other. */
    CompletionStage<List<StreamInfo>> streams();

    /** One stream; fails with {@link Reason#NOT_FOUND}. */
    CompletionStage<StreamInfo> stream(StreamName name);

    /** Why these wants would get which tracks now, without joining; fails with {@link Reason#NOT_FOUND}. */
    CompletionStage<Explanation> explain(StreamName name, List<Want> wants);

    /** The drivers that are there, by scheme. */
    CompletionStage<List<DriverInfo>> drivers();

    /**
     * Defines a stream or changes its definition: sources that stay the same go on undisturbed. An equal definition
     * changes nothing. What a bundle defines stays when the bundle stops.
     */
    CompletionStage<Void> define(StreamDefinition definition);

    /** Removes a stream; its viewers end with {@link Reason#REMOVED}. Completes with false when there was none. */
    CompletionStage<Boolean> remove(StreamName name);

    /**
     * Ends one viewer or talker with {@link Reason#KICKED}.
     *
     * @param consumer its {@link StreamInfo.ConsumerInfo#id}
     * @return false when there is none
     */
    CompletionStage<Boolean> kick(String consumer);

    /**
     * Closes one source, or all of them, and opens them again at the first step of the retry policy; viewers stay. A
     * publisher is sent away. No effect on a source that nobody needs.
     *
     * @param source index into {@link StreamInfo#sources}; -1: all
     * @return fails with {@link Reason#NOT_FOUND}
     */
    CompletionStage<Void> restart(StreamName name, int source);

    /**
     * Asks the open sources for a key unit as soon as they can.
     *
     * @return how many were asked; fails with {@link Reason#NOT_FOUND}
     */
    CompletionStage<Integer> requestKey(StreamName name);
}
