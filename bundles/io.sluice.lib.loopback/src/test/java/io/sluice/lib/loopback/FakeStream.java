/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A subscription to a stream without core: one feed that keeps all it got. */
final class FakeStream implements Subscription, Feed {
    private final List<Runnable> wakeUps = new CopyOnWriteArrayList<>();
    private final List<ByteBuffer> log = new ArrayList<>();
    private volatile List<Track> tracks;
    private List<Integer> ids = List.of();
    private @Nullable Packaging packaging;
    private volatile @Nullable Reason ended;
    volatile int openCursors;

    FakeStream(Track... tracks) {
        this.tracks = List.of(tracks);
    }

    void tracks(Track... known) {
        tracks = List.of(known);
    }

    /** Packages a unit of the track with this id, if there is a feed. */
    void append(int id, AccessUnit unit) {
        synchronized (this) {
            Packaging made = packaging;
            int index = ids.indexOf(id);
            if (made == null || index < 0) {
                return;
            }
            ByteBuffer out = ByteBuffer.allocate(made.boundBytes(index, unit));
            made.append(index, unit, () -> out);
            log.add(out.flip());
        }
        wakeUps.forEach(Runnable::run);
    }

    synchronized boolean hasFeed() {
        return packaging != null;
    }

    void end(Reason reason) {
        ended = reason;
        wakeUps.forEach(Runnable::run);
    }

    @Override
    public synchronized CompletionStage<Feed> feed(List<Integer> trackIds, String key, Supplier<Packaging> supplier) {
        if (packaging == null) {
            ids = List.copyOf(trackIds);
            packaging = supplier.get();
            packaging.begin(tracks(), () -> ByteBuffer.allocate(0));
        }
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public List<Track> tracks() {
        return ids.isEmpty()
                ? tracks
                : ids.stream()
                        .map(id -> tracks.stream()
                                .filter(track -> track.id() == id)
                                .findFirst()
                                .orElseThrow())
                        .toList();
    }

    @Override
    public synchronized Cursor open(String name, Overflow overflow) {
        openCursors++;
        return new FromStart();
    }

    @Override
    public Runnable onAppend(Runnable wakeUp) {
        wakeUps.add(wakeUp);
        return () -> wakeUps.remove(wakeUp);
    }

    int listeners() {
        return wakeUps.size();
    }

    @Override
    public @Nullable Reason ended() {
        return ended;
    }

    @Override
    public String id() {
        return "viewer-1";
    }

    @Override
    public StreamName stream() {
        return StreamName.of("fake");
    }

    @Override
    public List<Match> matches() {
        return tracks.stream().map(track -> new Match(0, track)).toList();
    }

    @Override
    public List<Miss> misses() {
        return List.of();
    }

    @Override
    public void handOver() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        end(Reason.NO_VIEWER);
    }

    private final class FromStart implements Cursor {
        private int at;
        private @Nullable ByteBuffer unit;
        private long bytes;

        @Override
        public @Nullable ByteBuffer region() {
            if (unit == null || !unit.hasRemaining()) {
                synchronized (FakeStream.this) {
                    unit = at < log.size() ? log.get(at++).asReadOnlyBuffer() : null;
                }
            }
            return unit == null ? null : unit.duplicate();
        }

        @Override
        public void advance(int count) {
            if (unit != null) {
                unit.position(unit.position() + count);
                bytes += count;
            }
        }

        @Override
        public int openUnitBytes() {
            return unit == null || unit.position() == 0 ? 0 : unit.remaining();
        }

        @Override
        public @Nullable Reason ended() {
            return ended;
        }

        @Override
        public long units() {
            return at;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public long skipped() {
            return 0;
        }

        @Override
        public void close() {
            synchronized (FakeStream.this) {
                openCursors--;
            }
        }
    }
}
