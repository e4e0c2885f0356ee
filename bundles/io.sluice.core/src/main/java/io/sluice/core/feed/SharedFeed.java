/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A feed that all viewers of the same tracks in the same packaging share. Readers start at key units of its first video
 * track; a feed without video can be entered at every unit.
 */
public final class SharedFeed implements Feed {
    private final String key;
    private final Gate gate;
    private final FeedLog log = new FeedLog();
    private final WakeUps wakeUps = new WakeUps();
    private final Readers readers = new Readers();
    private final int startTrack;
    private volatile List<Track> tracks;

    /**
     * Makes a feed; nothing happens before it is opened in its stream's media.
     *
     * @param key names the packaging
     * @param tracks in the order of the packaging; their ids are slots
     */
    public SharedFeed(String key, List<Track> tracks, Supplier<Packaging> packaging) {
        this.key = key;
        this.tracks = List.copyOf(tracks);
        this.gate = new Gate(packaging);
        this.startTrack = this.tracks.stream().map(Track::kind).toList().indexOf(MediaKind.VIDEO);
    }

    /** What names the packaging. */
    public String key() {
        return key;
    }

    @Override
    public List<Track> tracks() {
        return tracks;
    }

    @Override
    public Cursor open(String name, Overflow overflow) {
        LogCursor cursor = log.open(overflow);
        readers.add(name, cursor);
        return cursor;
    }

    @Override
    public Runnable onAppend(Runnable wakeUp) {
        Runnable remove = wakeUps.add(wakeUp);
        if (ended() != null) {
            // The media thread may have told everybody already.
            remove.run();
            wakeUp.run();
        }
        return remove;
    }

    @Override
    public @Nullable Reason ended() {
        return log.ended();
    }

    /** The cursors that are open now, with the names they were opened under. */
    public List<Reader> readers() {
        var all = new ArrayList<Reader>();
        readers.forEach((name, cursor) -> all.add(new Reader(name, cursor)));
        return all;
    }

    /** Units in the log since the feed was opened, primed ones included. */
    public long units() {
        return log.next();
    }

    /** Bytes that the log holds now. */
    public long logBytes() {
        return log.heldBytes();
    }

    /** Counts how often the packaging began anew; 1 after priming. */
    public int epoch() {
        return log.epoch();
    }

    /**
     * Closes the gate: no call of the packaging starts any more, no reference to it is left, readers get what is in the
     * log and end. Used by {@code StreamMedia.end}, which also tells the readers; any thread.
     *
     * @return completes when no call of the packaging runs any more, at the latest when its thread was overtaken
     */
    public CompletionStage<Void> shut(Reason reason) {
        log.end(reason);
        return gate.close();
    }

    /** The writing side; made once, by the stream's media. */
    public FeedWriter writer(FeedEvents events, CallGuard guard, LogBudget budget) {
        log.countAgainst(budget);
        return new FeedWriter(this, log, gate, wakeUps, events, guard);
    }

    /** Whether readers can start at a unit of this track. */
    boolean isStart(int index, boolean keyUnit) {
        return startTrack < 0 || index == startTrack && keyUnit;
    }

    /** Media thread. */
    void replaceCodec(int index, Codec codec) {
        var changed = new ArrayList<>(tracks);
        changed.set(index, changed.get(index).with(codec));
        tracks = List.copyOf(changed);
    }

    /** One cursor of the feed. */
    public record Reader(String name, Cursor cursor) {}
}
