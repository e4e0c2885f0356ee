/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import io.sluice.api.stream.Reason;

/** What the lane is told about a feed. Called on the stream's media thread; must only enqueue. */
public interface FeedEvents {
    /**
     * The packaging is made and the newest group is in the log: readers can start. Not called when the feed ended
     * before.
     */
    void primed(SharedFeed feed);

    /**
     * The feed ended by itself, not by the lane. Its packaging is dropped already and it gets no more units.
     *
     * @param reason {@link Reason#PACKAGING_FAILED}, {@link Reason#CODEC_CHANGED} (a track's format is another one now)
     *     or {@link Reason#LIMIT} (no memory)
     * @param text for people
     */
    void failed(SharedFeed feed, Reason reason, String text);
}
