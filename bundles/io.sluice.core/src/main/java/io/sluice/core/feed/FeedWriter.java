/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of a feed: a list of what is still to be packaged, and the calls. Used by one thread at a time, the
 * stream's media thread. Each step is taken off the list before the packaging is called, so that another thread can go
 * on after one that hangs. Between two packagings, when a bundle is replaced, units wait in the list.
 */
public final class FeedWriter {
    private final SharedFeed feed;
    private final FeedLog log;
    private final Gate gate;
    private final WakeUps wakeUps;
    private final FeedEvents events;
    private final CallGuard guard;
    private final Deque<Step> steps = new ArrayDeque<>();
    private final Runnable overtaken = this::overtaken;
    private boolean primed;
    private boolean dirty;
    private boolean failed;
    private @Nullable CompletableFuture<Void> handingOver;
    private @Nullable CompletableFuture<Void> resuming;
    private @Nullable Interval interval;

    private enum Kind {
        /** An epoch begins. */
        BEGIN,
        UNIT,
        /** The packaging goes. */
        HAND_OVER,
        /** Another one came. */
        RESUME
    }

    /** What is to be done. */
    private record Step(Kind kind, int index, @Nullable AccessUnit unit, boolean key, long arrivalNs) {
        static Step of(Kind kind) {
            return new Step(kind, 0, null, false, 0);
        }
    }

    FeedWriter(SharedFeed feed, FeedLog log, Gate gate, WakeUps wakeUps, FeedEvents events, CallGuard guard) {
        this.feed = feed;
        this.log = log;
        this.gate = gate;
        this.wakeUps = wakeUps;
        this.events = events;
        this.guard = guard;
        steps.add(Step.of(Kind.BEGIN));
    }

    /** The feed that is written. */
    public SharedFeed feed() {
        return feed;
    }

    /** A unit is to be appended; nothing is called yet. */
    public void add(int index, AccessUnit unit, boolean key, long arrivalNs) {
        if (isOpen()) {
            steps.add(new Step(Kind.UNIT, index, unit, feed.isStart(index, key), arrivalNs));
            Interval waiting = interval;
            if (waiting != null && !waiting.hasRoomFor(unit)) {
                fail(Reason.LIMIT, "too much came while feed " + feed.key() + " waited for its next packaging");
            }
        }
    }

    /** Its packaging is to hand over, after what was added before. */
    public void handOver(CompletableFuture<Void> done) {
        if (isOpen() && interval == null && handingOver == null) {
            handingOver = done;
            steps.add(Step.of(Kind.HAND_OVER));
        } else {
            done.complete(null);
        }
    }

    /**
     * Another packaging goes on where the last one handed over; nothing is called yet.
     *
     * @param done when the feed goes on or has ended
     */
    public void adopt(Packaging.Successor successor, CompletableFuture<Void> done) {
        Interval waiting = interval;
        if (isOpen() && waiting != null) {
            resumed(); // whoever came before is not waited for any more
            resuming = done;
            gate.reopen(() -> successor.of(feed.key(), waiting.state()));
            steps.addFirst(Step.of(Kind.RESUME));
        } else {
            done.complete(null);
        }
    }

    /**
     * What is known of a track's coding changed: an epoch begins before the next unit, or the feed ends when the format
     * is another.
     */
    public void codec(int index, Codec codec) {
        Codec before = feed.tracks().get(index).codec();
        if (!isOpen() || before.equals(codec)) {
            return;
        }
        if (!before.isSameFormatAs(codec)) {
            fail(Reason.CODEC_CHANGED, "the coding changed from " + before + " to " + codec);
            return;
        }
        feed.replaceCodec(index, codec);
        Step last = steps.peekLast();
        if (last == null || last.kind() != Kind.BEGIN) {
            steps.add(Step.of(Kind.BEGIN));
        }
    }

    /**
     * Packages what was added. May throw the guard's signal that this thread was overtaken; another one then calls this
     * again.
     */
    public void flush() {
        for (Step step = next(); step != null && isOpen(); step = next()) {
            switch (step.kind()) {
                case BEGIN -> begin();
                case UNIT -> append(step);
                case HAND_OVER -> takeState();
                case RESUME -> {
                    resume();
                    resumed();
                }
            }
        }
        if (!primed && isOpen()) {
            primed = true;
            events.primed(feed);
        }
    }

    /** Null also while no packaging is there. */
    private @Nullable Step next() {
        Step first = steps.peek();
        return first == null || interval != null && first.kind() != Kind.RESUME ? null : steps.poll();
    }

    private void takeState() {
        Packaging packaging = gate.packaging();
        if (packaging != null) {
            var call = new PackagingCalls.HandOver(packaging, overtaken);
            if (run(call)) {
                gate.release();
                if (call.state == null) {
                    fail(Reason.BUNDLE_STOPPED, "the bundle of feed " + feed.key() + " was stopped");
                } else {
                    interval = new Interval(call.state, feed.tracks());
                }
            }
        }
        handedOver();
    }

    private void handedOver() {
        CompletableFuture<Void> waiting = handingOver;
        if (waiting != null) {
            handingOver = null;
            waiting.complete(null);
        }
    }

    private void resumed() {
        CompletableFuture<Void> waiting = resuming;
        if (waiting != null) {
            resuming = null;
            waiting.complete(null);
        }
    }

    private void resume() {
        Interval before = interval;
        interval = null;
        Packaging packaging = made(Reason.BUNDLE_STOPPED, "the next version cannot go on with feed ");
        if (before == null || packaging == null) {
            return;
        }
        var adopt = new PackagingCalls.Adopt(packaging, before.state(), overtaken);
        if (run(adopt)) {
            if (!adopt.adopted) {
                fail(Reason.BUNDLE_STOPPED, "the next version cannot go on with feed " + feed.key());
                return;
            }
            // The epoch goes on, and with it the preamble that readers had.
            run(new PackagingCalls.Begin(packaging, before.tracks(), overtaken));
        }
    }

    /** Wakes the readers when anything happened since the last time; once for each batch of units. */
    public void wake() {
        if (dirty) {
            wakeUps.run(guard);
            dirty = false;
        }
    }

    /** The feed is over: readers hear it, and nothing more is packaged. */
    public void close() {
        steps.clear();
        handedOver();
        resumed();
        dirty = true;
        wake();
        wakeUps.clear();
        log.leaveBudget();
    }

    /** False when the feed ended, by itself or by the lane. */
    public boolean isOpen() {
        return !failed && log.ended() == null;
    }

    private void begin() {
        Packaging packaging = made(Reason.PACKAGING_FAILED, "no packaging was made for feed ");
        if (packaging == null) {
            return;
        }
        var call = new PackagingCalls.Begin(packaging, feed.tracks(), overtaken);
        if (run(call)) {
            log.beginEpoch(call.preamble);
        }
    }

    /** @param otherwise said of the feed, with its key, when none was made */
    private @Nullable Packaging made(Reason reason, String otherwise) {
        Supplier<Packaging> supplier = gate.supplier();
        if (supplier == null) {
            return gate.packaging();
        }
        var call = new PackagingCalls.Make(supplier, overtaken);
        if (!run(call)) {
            return null;
        }
        Packaging made = call.made;
        if (made == null) {
            fail(reason, otherwise + feed.key());
        } else {
            gate.hold(made);
        }
        return gate.packaging();
    }

    private void append(Step step) {
        AccessUnit unit = step.unit();
        Packaging packaging = gate.packaging();
        if (packaging == null || unit == null) {
            return;
        }
        var bound = new PackagingCalls.Bound(packaging, step.index(), unit, overtaken);
        if (!run(bound)) {
            return;
        }
        ByteBuffer space;
        try {
            space = log.reserve(bound.bound);
        } catch (OutOfMemoryError e) {
            fail(Reason.LIMIT, "no memory for " + bound.bound + " bytes of feed " + feed.key());
            return;
        }
        var append = new PackagingCalls.Append(packaging, step.index(), unit, space, overtaken);
        if (run(append)) {
            log.commit(append.lengthBytes, step.key(), step.arrivalNs());
            dirty = true;
        }
    }

    /** True when the call returned and the feed goes on. */
    private boolean run(GuardedCall call) {
        if (!gate.enter()) {
            return false;
        }
        Throwable thrown = guard.run(call);
        gate.leave();
        if (thrown != null) {
            fail(Reason.PACKAGING_FAILED, "the packaging of feed " + feed.key() + " threw " + thrown);
            return false;
        }
        return isOpen();
    }

    /** On the thread that took over. */
    private void overtaken() {
        gate.overtaken();
        handedOver();
        resumed();
        fail(Reason.PACKAGING_FAILED, "the packaging of feed " + feed.key() + " did not return in time");
    }

    private void fail(Reason reason, String text) {
        if (isOpen()) {
            failed = true;
            feed.shut(reason);
            events.failed(feed, reason, text);
        }
    }
}
