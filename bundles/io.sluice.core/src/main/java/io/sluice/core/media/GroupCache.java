/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.media.AccessUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest group of a stream: for each video track all units since its newest key unit, and the sound that came with
 * them. A feed that is opened later starts with it. One thread at a time.
 */
final class GroupCache {
    /** Most bytes of all tracks together. */
    static final long MAX_BYTES = 16 << 20;
    /** Sound older than this goes when there is no video. */
    static final long MAX_AGE_NS = 10_000_000_000L;
    /** Sound older than this goes even when the newest key unit is older. */
    static final long MAX_AGE_IN_GROUP_NS = 30_000_000_000L;
    /** What a feed without video starts with. */
    static final long LEAD_NS = 1_000_000_000L;

    private final List<Line> lines = new ArrayList<>();
    private long arrivals;
    private long bytes;

    /** A unit as it went to the feeds. */
    record Entry(long order, AccessUnit unit, boolean key, long arrivalNs) {}

    /** The units of one track. */
    static final class Line {
        private final boolean video;
        private final Deque<Entry> entries = new ArrayDeque<>();
        private long bytes;

        Line(boolean video) {
            this.video = video;
        }
    }

    /** Takes what {@link #prime} finds. */
    interface Target {
        void unit(int index, Entry entry);
    }

    /** Adds a track. */
    Line line(boolean video) {
        var line = new Line(video);
        lines.add(line);
        return line;
    }

    /** Forgets a track. */
    void remove(Line line) {
        clear(line);
        lines.remove(line);
    }

    /** Forgets what is kept of a track; video is kept again from its next key unit on. */
    void clear(Line line) {
        bytes -= line.bytes;
        line.bytes = 0;
        line.entries.clear();
    }

    /** Keeps a unit. */
    void add(Line line, AccessUnit unit, boolean key, long arrivalNs) {
        if (line.video) {
            if (key) {
                clear(line);
            } else if (line.entries.isEmpty()) {
                return;
            }
        }
        line.entries.add(new Entry(arrivals++, unit, key, arrivalNs));
        line.bytes += unit.sizeBytes();
        bytes += unit.sizeBytes();
        if (key) {
            trimSound(arrivalNs);
        }
        while (bytes > MAX_BYTES) {
            shrink(Collections.max(lines, (a, b) -> Long.compare(a.bytes, b.bytes)));
        }
    }

    private void trimSound(long nowNs) {
        long oldestKey = Long.MAX_VALUE;
        for (Line line : lines) {
            Entry first = line.entries.peekFirst();
            if (line.video && first != null) {
                oldestKey = Math.min(oldestKey, first.order());
            }
        }
        boolean withVideo = oldestKey != Long.MAX_VALUE;
        long maxAgeNs = withVideo ? MAX_AGE_IN_GROUP_NS : MAX_AGE_NS;
        for (Line line : lines) {
            Entry first = line.entries.peekFirst();
            while (!line.video
                    && first != null
                    && (withVideo && first.order() < oldestKey || nowNs - first.arrivalNs() > maxAgeNs)) {
                dropFirst(line);
                first = line.entries.peekFirst();
            }
        }
    }

    private void shrink(Line largest) {
        if (largest.video) {
            // A group without its key unit is of no use.
            clear(largest);
        } else {
            dropFirst(largest);
        }
    }

    private void dropFirst(Line line) {
        Entry first = line.entries.pollFirst();
        if (first != null) {
            line.bytes -= first.unit().sizeBytes();
            bytes -= first.unit().sizeBytes();
        }
    }

    /** Bytes that are kept. */
    long bytes() {
        return bytes;
    }

    /**
     * Gives out what a feed of these tracks starts with, in the order of arrival.
     *
     * @param tracks in the order of the feed; null: not there (yet)
     */
    void prime(List<@Nullable Line> tracks, Target target) {
        long start = start(tracks);
        var rest = new ArrayList<Deque<Entry>>();
        for (Line line : tracks) {
            var entries = new ArrayDeque<Entry>();
            if (line != null) {
                line.entries.stream().filter(e -> e.order() >= start).forEach(entries::add);
                if (line.video && !entries.isEmpty() && !entries.getFirst().key()) {
                    // Its key unit came before the start: the rest cannot be decoded.
                    entries.clear();
                }
            }
            rest.add(entries);
        }
        for (int next = earliest(rest); next >= 0; next = earliest(rest)) {
            target.unit(next, rest.get(next).removeFirst());
        }
    }

    private static int earliest(List<? extends Deque<Entry>> rest) {
        int found = -1;
        long order = Long.MAX_VALUE;
        for (int i = 0; i < rest.size(); i++) {
            Entry first = rest.get(i).peekFirst();
            if (first != null && first.order() < order) {
                found = i;
                order = first.order();
            }
        }
        return found;
    }

    /** Order of the first unit that is given out. */
    private static long start(List<@Nullable Line> tracks) {
        long newestNs = Long.MIN_VALUE;
        for (Line line : tracks) {
            if (line != null && line.video) {
                Entry key = line.entries.peekFirst();
                return key == null ? Long.MAX_VALUE : key.order();
            }
            if (line != null && !line.entries.isEmpty()) {
                newestNs = Math.max(newestNs, line.entries.getLast().arrivalNs());
            }
        }
        long start = Long.MAX_VALUE;
        for (Line line : tracks) {
            if (line == null) {
                continue;
            }
            for (Entry entry : line.entries) {
                if (newestNs - entry.arrivalNs() <= LEAD_NS) {
                    start = Math.min(start, entry.order());
                }
            }
        }
        return start;
    }
}
