/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.core.feed.FeedEvents;
import io.sluice.core.feed.SharedFeed;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The media side of one stream: inlets → stream time → newest group → feeds. Its methods may be called from any thread,
 * return at once and take effect in their order on the stream's media thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class StreamMedia implements AutoCloseable {
    /** Makes it; the zero of the stream's time is now. */
    public StreamMedia(StreamName name, MediaThread thread, Clock clock) {
        throw new UnsupportedOperationException();
    }

    /**
     * The media of one attempt to open one source.
     *
     * @param number for the log
     */
    public MediaGeneration generation(long number) {
        throw new UnsupportedOperationException();
    }

    /**
     * Binds an inlet to a slot: the track of that id, which survives reconnects. The inlet that was bound before is
     * closed. Units that were delivered before are kept and flow now. When the codec is of another format than the
     * slot's last one, the feeds of the slot end with {@link Reason#CODEC_CHANGED}.
     */
    public void connect(Inlet inlet, int slot) {
        throw new UnsupportedOperationException();
    }

    /** Forgets a slot: its inlet is closed, its feeds get no more of it. */
    public void release(int slot) {
        throw new UnsupportedOperationException();
    }

    /** Makes the packaging, primes the feed with the newest group and keeps it supplied. */
    public void open(SharedFeed feed, FeedEvents events) {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends a feed: its gate is closed before this returns. {@link FeedEvents} are not called any more.
     *
     * @return completes when no call of its packaging runs any more, at the latest when its thread was overtaken
     */
    public CompletionStage<Void> end(SharedFeed feed, Reason reason) {
        throw new UnsupportedOperationException();
    }

    /** Counters of a slot; null when there is none of that id. */
    public @Nullable SlotStats stats(int slot) {
        throw new UnsupportedOperationException();
    }

    /** Units that wait for the media thread. */
    public int pendingUnits() {
        throw new UnsupportedOperationException();
    }

    /** Ends all feeds with {@link Reason#REMOVED} and closes all inlets. Idempotent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
