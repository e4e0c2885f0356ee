/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import io.sluice.core.feed.FeedWriter;
import io.sluice.core.feed.SharedFeed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The feeds of a stream. The media thread's; after a call that hung, {@link #flush} or {@link #settle} is begun again
 * by another.
 */
final class OpenFeeds {
    private final List<OpenFeed> open = new ArrayList<>();
    private final Deque<FeedWriter> ended = new ArrayDeque<>();

    private record OpenFeed(FeedWriter writer, int[] slots) {
        int indexOf(int slot) {
            for (int i = 0; i < slots.length; i++) {
                if (slots[i] == slot) {
                    return i;
                }
            }
            return -1;
        }
    }

    void add(FeedWriter writer) {
        int[] slots = writer.feed().tracks().stream().mapToInt(Track::id).toArray();
        open.add(new OpenFeed(writer, slots));
    }

    /** Adds the unit to the feeds that have its slot; packages nothing. */
    void unit(int slot, AccessUnit unit, boolean key, long arrivalNs) {
        for (OpenFeed feed : open) {
            int index = feed.indexOf(slot);
            if (index >= 0) {
                feed.writer().add(index, unit, key, arrivalNs);
            }
        }
    }

    void codec(int slot, Codec codec) {
        for (OpenFeed feed : open) {
            int index = feed.indexOf(slot);
            if (index >= 0) {
                feed.writer().codec(index, codec);
            }
        }
    }

    void handOver(SharedFeed feed, CompletableFuture<Void> done) {
        FeedWriter writer = writerOf(feed);
        if (writer == null) {
            done.complete(null);
        } else {
            writer.handOver(done);
        }
    }

    void adopt(SharedFeed feed, Packaging.Successor successor, CompletableFuture<Void> done) {
        FeedWriter writer = writerOf(feed);
        if (writer == null) {
            done.complete(null);
        } else {
            writer.adopt(successor, done);
        }
    }

    private @Nullable FeedWriter writerOf(SharedFeed feed) {
        for (OpenFeed each : open) {
            if (each.writer().feed() == feed) {
                return each.writer();
            }
        }
        return null;
    }

    /** Packages what was added. */
    void flush() {
        for (OpenFeed feed : open) {
            feed.writer().flush();
        }
    }

    /** At the end of a batch: wakes readers, takes out what has ended. */
    void settle() {
        for (Iterator<OpenFeed> all = open.iterator(); all.hasNext(); ) {
            FeedWriter writer = all.next().writer();
            if (!writer.isOpen()) {
                all.remove();
                ended.add(writer);
            }
        }
        for (OpenFeed feed : open) {
            feed.writer().wake();
        }
        for (FeedWriter writer = ended.peek(); writer != null; writer = ended.peek()) {
            writer.close();
            ended.remove();
        }
    }

    void endAll(Reason reason) {
        for (OpenFeed feed : open) {
            feed.writer().feed().shut(reason);
        }
    }
}
