/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.media.Track;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.core.feed.FeedEvents;
import io.sluice.core.feed.SharedFeed;
import io.sluice.core.lane.World;
import io.sluice.core.media.StreamMedia;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A stream's feeds: one for each bundle, packaging and set of tracks, for as long as a viewer uses it. Lane only. */
final class FeedTable {
    private final LiveStream stream;
    private final StreamMedia media;
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    /** @param alone the entry itself where another one has the place; else the owner */
    private record Key(Object alone, String packaging, List<Integer> slots, Object owner) {}

    /** One feed and who uses it. */
    static final class Entry {
        final SharedFeed feed;
        final List<Integer> slots;
        final Set<String> users = new HashSet<>();
        private final List<CompletableFuture<Feed>> waiting = new ArrayList<>();
        private Key key;
        private boolean primed;
        /** Its packaging was let go, another one is to come. */
        private boolean handedOver;

        private Entry(SharedFeed feed, Key key) {
            this.feed = feed;
            this.key = key;
            this.slots = key.slots;
        }
    }

    FeedTable(LiveStream stream, StreamMedia media) {
        this.stream = stream;
        this.media = media;
    }

    private World world() {
        return stream.world();
    }

    /** Gives a viewer the feed it asks for, made and primed if there was none. */
    void request(
            Viewer viewer,
            List<Integer> trackIds,
            String packaging,
            Supplier<Packaging> supplier,
            CompletableFuture<Feed> answer) {
        var tracks = new ArrayList<Track>();
        for (int id : trackIds) {
            Slot slot = stream.slots().get(id);
            if (slot == null || !viewer.has(id)) {
                fail(answer, Reason.TRACK_MISSING, "track " + id + " is not one of the viewer's tracks");
                return;
            }
            tracks.add(slot.track);
        }
        if (tracks.isEmpty()) {
            fail(answer, Reason.INVALID, "a feed needs at least one track");
            return;
        }
        var key = new Key(viewer.owner, packaging, List.copyOf(trackIds), viewer.owner);
        Entry entry = of(viewer, key);
        if (entry == null) {
            entry = new Entry(new SharedFeed(packaging, tracks, supplier), key);
            entries.put(key, entry);
            media.open(entry.feed, events());
        } else if (entry.handedOver || entry.key.owner != viewer.owner) {
            adopt(entry, key, (same, state) -> supplier.get());
        }
        entry.users.add(viewer.id);
        if (entry.primed) {
            Feed feed = entry.feed;
            world().dispatch().execute(() -> answer.complete(feed));
        } else {
            entry.waiting.add(answer);
        }
    }

    /** The one it uses already, whoever's packaging that has; else the one that its bundle has for others. */
    private @Nullable Entry of(Viewer viewer, Key key) {
        for (Entry entry : entries.values()) {
            if (entry.users.contains(viewer.id)
                    && entry.key.packaging.equals(key.packaging)
                    && entry.slots.equals(key.slots)) {
                return entry;
            }
        }
        return entries.get(key);
    }

    /** The first viewer of a bundle's next version brings the packaging for all of them. */
    private CompletionStage<Void> adopt(Entry entry, Key key, Packaging.Successor successor) {
        if (!entry.handedOver) {
            media.handOver(entry.feed);
        }
        CompletionStage<Void> goesOn = media.adopt(entry.feed, successor);
        entry.handedOver = false;
        // New viewers share it, unless they have one of their own already.
        rename(entry, entries.containsKey(key) ? new Key(entry, key.packaging, key.slots, key.owner) : key);
        return goesOn;
    }

    /**
     * A bundle's next version goes on with what this one left.
     *
     * @return completes when all of that goes on or has ended
     */
    CompletionStage<Void> resume(Object owner, Predicate<Object> predecessor, Packaging.Successor successor) {
        var waiting = new ArrayList<CompletableFuture<Void>>();
        for (Entry entry : List.copyOf(entries.values())) {
            Key key = entry.key;
            if (entry.handedOver && predecessor.test(key.owner)) {
                waiting.add(adopt(entry, new Key(owner, key.packaging, key.slots, owner), successor)
                        .toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new));
    }

    private void rename(Entry entry, Key key) {
        entries.remove(entry.key);
        entry.key = key;
        entries.put(key, entry);
    }

    /**
     * A bundle is stopped: its packagings are let go, their feeds wait for others.
     *
     * @return completes when none of them runs any more
     */
    CompletionStage<Void> released(Object owner) {
        var running = new ArrayList<CompletableFuture<Void>>();
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry.key.owner != owner || entry.handedOver) {
                continue;
            }
            if (entry.primed) {
                entry.handedOver = true;
                running.add(media.handOver(entry.feed).toCompletableFuture());
            } else {
                end(entry, Reason.BUNDLE_STOPPED);
            }
        }
        return CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
    }

    private void fail(CompletableFuture<Feed> answer, Reason reason, String text) {
        world().dispatch().execute(() -> answer.completeExceptionally(new StreamException(reason, text)));
    }

    private FeedEvents events() {
        return new FeedEvents() {
            @Override
            public void primed(SharedFeed feed) {
                world().lane().execute(() -> FeedTable.this.primed(feed));
            }

            @Override
            public void failed(SharedFeed feed, Reason reason, String text) {
                world().lane().execute(() -> FeedTable.this.failed(feed, reason, text));
            }
        };
    }

    private void primed(SharedFeed feed) {
        for (Entry entry : entries.values()) {
            if (entry.feed == feed) {
                entry.primed = true;
                var waiting = List.copyOf(entry.waiting);
                entry.waiting.clear();
                world().dispatch().execute(() -> waiting.forEach(answer -> answer.complete(feed)));
            }
        }
    }

    /** A feed ended by itself: those who use it end too, the stream goes on. */
    private void failed(SharedFeed feed, Reason reason, String text) {
        Entry failed = entries.values().stream()
                .filter(entry -> entry.feed == feed)
                .findFirst()
                .orElse(null);
        if (failed == null) {
            return;
        }
        entries.values().remove(failed);
        failed.waiting.forEach(answer -> fail(answer, reason, text));
        stream.feedFailed(failed, reason, text);
    }

    /** A viewer has gone; feeds that nobody uses any more end. */
    void released(Viewer viewer, Reason reason) {
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry.users.remove(viewer.id) && entry.users.isEmpty()) {
                end(entry, reason);
            }
        }
    }

    void endAll(Reason reason) {
        List.copyOf(entries.values()).forEach(entry -> end(entry, reason));
    }

    private void end(Entry entry, Reason reason) {
        entries.values().remove(entry);
        stream.neighbours().leaving().packaging(entry.key.owner, media.end(entry.feed, reason));
        entry.waiting.forEach(answer -> fail(answer, reason, "the feed ended before it was ready"));
    }

    Collection<Entry> all() {
        return entries.values();
    }
}
