/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed.Overflow;
import io.sluice.api.stream.Reason;
import io.sluice.core.feed.FeedLog.KeyPoint;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A position in a log. It holds the one segment it stands in and allocates only when it enters the next one. */
final class LogCursor implements Cursor {
    private final FeedLog log;
    private final Overflow overflow;
    private final AtomicLong units = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private Runnable onClose = () -> {};
    private volatile boolean closed;

    /**
     * Where it stands: in this segment before or in the unit of this index, at this byte. Null: waits for a key unit.
     */
    private @Nullable Segment segment;

    private @Nullable ByteBuffer view;
    private int index;
    private int position;

    /** Number of the unit that would have been next when it lost its place, or -1 before it had one. */
    private long lostAt = -1;

    /** Number of the epoch whose preamble was sent. */
    private int entered = -1;

    private @Nullable ByteBuffer preamble;
    private int preambleSent;
    private int offered;
    private boolean tooSlow;

    LogCursor(FeedLog log, Overflow overflow) {
        this.log = log;
        this.overflow = overflow;
    }

    /** Set by the feed before anybody else sees the cursor. */
    void onClose(Runnable task) {
        onClose = task;
    }

    @Override
    public @Nullable ByteBuffer region() {
        offered = 0;
        if (closed || tooSlow) {
            return null;
        }
        if (preambleSent > 0 && preamble != null) {
            return offer(preamble, preambleSent, preamble.capacity());
        }
        Segment here = segment;
        if (here != null && position > here.start(index)) {
            return offer(viewOf(here), position, here.end(index));
        }
        preamble = null;
        return betweenUnits();
    }

    private @Nullable ByteBuffer betweenUnits() {
        while (true) {
            Segment here = segment;
            if (here == null) {
                if (!enterNewestKey()) {
                    return null;
                }
                continue;
            }
            if (here.firstUnit() + index < log.first()) {
                if (overflow == Overflow.FAIL && units.get() > 0) {
                    tooSlow = true;
                    segment = null;
                    view = null;
                    return null;
                }
                // One that has sent no unit yet has lost none: it starts later.
                lostAt = units.get() > 0 ? here.firstUnit() + index : -1;
                segment = null;
                view = null;
                continue;
            }
            int count = here.count();
            if (index == count) {
                Segment following = following(here);
                if (following != null) {
                    enter(following, 0);
                } else if (here.firstUnit() + index >= log.first()) {
                    return null;
                }
                continue;
            }
            ByteBuffer first =
                    here.epoch().number() == entered ? null : here.epoch().preamble();
            if (first != null) {
                preamble = first.duplicate();
                return offer(preamble, 0, preamble.capacity());
            }
            entered = here.epoch().number();
            return offer(viewOf(here), position, here.end(count - 1));
        }
    }

    /** The segment behind a finished one, or null when there is none yet, or none any more. */
    private @Nullable Segment following(Segment here) {
        Segment following = log.segment(here.number() + 1);
        // The next segment is published after the last unit of this one: only now is the count final.
        return following == null || index < here.count() ? null : following;
    }

    private boolean enterNewestKey() {
        KeyPoint key = log.newestKey();
        if (key == null) {
            return false;
        }
        if (lostAt >= 0) {
            add(skipped, key.number() - lostAt);
            log.budget().skipped(key.number() - lostAt);
        }
        enter(key.segment(), key.index());
        return true;
    }

    private void enter(Segment next, int unit) {
        segment = next;
        view = null;
        index = unit;
        position = next.start(unit);
    }

    private ByteBuffer viewOf(Segment here) {
        ByteBuffer buffer = view;
        if (buffer == null) {
            buffer = here.view();
            view = buffer;
        }
        return buffer;
    }

    private ByteBuffer offer(ByteBuffer buffer, int from, int to) {
        offered = to - from;
        return buffer.limit(to).position(from);
    }

    @Override
    public void advance(int sent) {
        if (sent < 0 || sent > offered) {
            throw new IllegalArgumentException("advance by " + sent + " of " + offered + " bytes");
        }
        Segment here = segment;
        if (sent == 0 || here == null) {
            return;
        }
        offered -= sent;
        add(bytes, sent);
        if (preamble != null) {
            preambleSent += sent;
            if (preambleSent == preamble.capacity()) {
                entered = here.epoch().number();
                preamble = null;
                preambleSent = 0;
            }
            log.budget().sent(0, sent);
            return;
        }
        position += sent;
        int before = index;
        int count = here.count();
        while (index < count && here.end(index) <= position) {
            index++;
        }
        if (index > before) {
            add(units, index - before);
        }
        log.budget().sent(index - before, sent);
    }

    @Override
    public int openUnitBytes() {
        Segment here = segment;
        if (closed || here == null) {
            return 0;
        }
        if (preamble != null) {
            return preambleSent == 0 ? 0 : preamble.capacity() - preambleSent;
        }
        return position > here.start(index) ? here.end(index) - position : 0;
    }

    @Override
    public @Nullable Reason ended() {
        if (tooSlow) {
            return Reason.TOO_SLOW;
        }
        // Read before looking for more: what was appended before the end is visible then.
        Reason end = log.ended();
        if (end == null) {
            return closed ? Reason.NONE : null;
        }
        return !closed && hasMore() ? null : end;
    }

    private boolean hasMore() {
        Segment here = segment;
        if (here == null || here.firstUnit() + index < log.first()) {
            return openUnitBytes() > 0 || log.newestKey() != null;
        }
        return openUnitBytes() > 0 || index < here.count() || following(here) != null;
    }

    @Override
    public long units() {
        return units.get();
    }

    @Override
    public long bytes() {
        return bytes.get();
    }

    @Override
    public long skipped() {
        return skipped.get();
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    @Override
    public void dropped(long datagrams) {
        add(dropped, datagrams);
        log.budget().dropped(datagrams);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        segment = null;
        view = null;
        preamble = null;
        onClose.run();
    }

    /** The counters have one writer, an ordered store is enough. */
    private static void add(AtomicLong counter, long amount) {
        counter.lazySet(counter.get() + amount);
    }
}
