/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import io.sluice.api.media.Track;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A feed that all viewers of the same tracks in the same packaging share. */
@SuppressWarnings("DoNotCallSuggester")
public final class SharedFeed implements Feed {
    /**
     * Makes a feed; nothing happens before it is opened in its stream's media.
     *
     * @param key names the packaging
     * @param owner whoever the packaging belongs to, for example its bundle
     * @param tracks in the order of the packaging
     */
    public SharedFeed(String key, Object owner, List<Track> tracks, Supplier<Packaging> packaging) {
        throw new UnsupportedOperationException();
    }

    /** What names the packaging. */
    public String key() {
        throw new UnsupportedOperationException();
    }

    /** Whoever the packaging belongs to. */
    public Object owner() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Track> tracks() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Cursor open(String name, Overflow overflow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Runnable onAppend(Runnable wakeUp) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Reason ended() {
        throw new UnsupportedOperationException();
    }

    /** The cursors that are open now, with the names they were opened under. */
    public List<Reader> readers() {
        throw new UnsupportedOperationException();
    }

    /** Units in the log since the feed was opened, primed ones included. */
    public long units() {
        throw new UnsupportedOperationException();
    }

    /** Bytes that the log holds now. */
    public long logBytes() {
        throw new UnsupportedOperationException();
    }

    /** Counts how often the packaging began anew; 1 after priming. */
    public int epoch() {
        throw new UnsupportedOperationException();
    }

    /**
     * Closes the gate: no call of the packaging starts any more, no reference to it is left, readers get what is in the
     * log and end. The stream's media must be told with {@code StreamMedia.end}, which does this too.
     *
     * @return completes when no call of the packaging runs any more, at the latest when its thread was overtaken
     */
    public CompletionStage<Void> shut(Reason reason) {
        throw new UnsupportedOperationException();
    }

    /** One cursor of the feed. */
    public record Reader(String name, Cursor cursor) {}
}
