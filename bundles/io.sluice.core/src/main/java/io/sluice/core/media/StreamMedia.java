/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.core.feed.FeedEvents;
import io.sluice.core.feed.SharedFeed;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The media side of one stream: inlets → stream time → newest group → feeds. Its methods may be called from any thread,
 * return at once and take effect in their order on the stream's media thread.
 */
public final class StreamMedia implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamMedia.class);
    /** Then another stream of the same thread gets its turn. */
    private static final int BATCH = 64;

    private final StreamName name;
    private final MediaThread thread;
    private final Clock clock;
    private final Intake intake;
    private final Timeline timeline;
    private final GroupCache cache = new GroupCache();
    private final Map<Integer, Slot> slots = new ConcurrentHashMap<>();
    private final OpenFeeds feeds = new OpenFeeds();
    private volatile boolean closed;

    /** Makes it; the zero of the stream's time is ten seconds ago. */
    public StreamMedia(StreamName name, MediaThread thread, Clock clock) {
        this.name = name;
        this.thread = thread;
        this.clock = clock;
        this.intake = new Intake(thread, this::drain);
        var wall = clock.wall();
        long wallNs = wall.getEpochSecond() * 1_000_000_000L + wall.getNano();
        // A track may begin that much before the first unit of its generation, and times must not be negative.
        this.timeline = new Timeline(clock.nowNs() - Timeline.JUMP_NS, wallNs - Timeline.JUMP_NS);
    }

    /** When the stream's time was zero, on the monotonic clock. */
    public long zeroNs() {
        return timeline.zeroNs();
    }

    /**
     * The media of one attempt to open one source.
     *
     * @param number for the log
     */
    public MediaGeneration generation(long number) {
        return new MediaGeneration(this, number);
    }

    /**
     * Binds an inlet to a slot: the track of that id, which survives reconnects. The inlet that was bound before is
     * closed. Units that were delivered before are kept and flow now. When the codec is of another format than the
     * slot's last one, the feeds of the slot end with {@link Reason#CODEC_CHANGED}.
     */
    public void connect(Inlet inlet, int slot) {
        intake.add(() -> bind(inlet, slot));
    }

    /** Forgets a slot: its inlet is closed, its feeds get no more of it. */
    public void release(int slot) {
        intake.add(() -> {
            Slot gone = slots.remove(slot);
            if (gone != null) {
                cache.remove(gone.line());
                close(gone);
            }
        });
    }

    /** Makes the packaging, primes the feed with the newest group and keeps it supplied. */
    public void open(SharedFeed feed, FeedEvents events) {
        intake.add(() -> prime(feed, events));
    }

    /**
     * Ends a feed: its gate is closed before this returns. {@link FeedEvents} are not called any more, but for a call
     * that runs.
     *
     * @return completes when no call of its packaging runs any more, at the latest when its thread was overtaken
     */
    public CompletionStage<Void> end(SharedFeed feed, Reason reason) {
        CompletionStage<Void> idle = feed.shut(reason);
        // Its readers are told by the drain that this wakes.
        intake.add(() -> {});
        return idle;
    }

    /**
     * The feed's packaging hands over and is let go; the feed waits for {@link #adopt}, and units wait in it.
     *
     * @return completes when no call of that packaging runs any more
     */
    public CompletionStage<Void> handOver(SharedFeed feed) {
        var done = new CompletableFuture<Void>();
        intake.add(() -> feeds.handOver(feed, done));
        return done;
    }

    /**
     * Another packaging goes on with a feed that was handed over; no effect on others.
     *
     * @return completes when the feed goes on or has ended
     */
    public CompletionStage<Void> adopt(SharedFeed feed, Packaging.Successor successor) {
        var done = new CompletableFuture<Void>();
        intake.add(() -> feeds.adopt(feed, successor, done));
        return done;
    }

    /** Counters of a slot; null when there is none of that id. */
    public @Nullable SlotStats stats(int slot) {
        Slot found = slots.get(slot);
        return found == null ? null : found.stats();
    }

    /** Units that wait for the media thread. */
    public int pendingUnits() {
        return intake.pendingUnits();
    }

    /** Ends all feeds with {@link Reason#REMOVED} and closes all inlets. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.leave();
        intake.add(() -> {
            feeds.endAll(Reason.REMOVED);
            for (Slot slot : slots.values()) {
                cache.remove(slot.line());
                close(slot);
            }
            slots.clear();
        });
    }

    boolean isClosed() {
        return closed;
    }

    Intake intake() {
        return intake;
    }

    long nowNs() {
        return clock.nowNs();
    }

    /** Media thread. Can be left in the middle of a plug-in's call and is then begun again by another thread. */
    private void drain() {
        try {
            feeds.flush();
            for (int i = 0; i < BATCH; i++) {
                Runnable next = intake.poll();
                if (next == null) {
                    break;
                }
                next.run();
                feeds.flush();
            }
            feeds.settle();
        } catch (Overtaken e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.atError()
                    .addKeyValue("event", "media.failed")
                    .addKeyValue("stream", name)
                    .setCause(e)
                    .log("media of stream {} failed at one step and goes on", name);
        }
        intake.rest();
    }

    private void bind(Inlet inlet, int id) {
        if (closed || inlet.isClosed()) {
            return;
        }
        Codec codec = inlet.declared();
        Slot slot = slots.get(id);
        if (slot == null) {
            slot = new Slot(id, inlet.kind(), codec, cache.line(inlet.kind() == MediaKind.VIDEO));
            slots.put(id, slot);
        }
        slot.bind(inlet);
        inlet.bind(slot);
        changeCodec(slot, codec);
        for (Inlet.Held held = inlet.pollHeld(); held != null; held = inlet.pollHeld()) {
            if (held.unit() == null) {
                changeCodec(slot, held.codec());
            } else {
                pass(inlet, slot, held.unit(), held.arrivalNs());
            }
        }
    }

    private static void close(Slot slot) {
        Inlet inlet = slot.inlet();
        if (inlet != null) {
            inlet.close();
        }
    }

    private void prime(SharedFeed feed, FeedEvents events) {
        if (closed) {
            feed.shut(Reason.REMOVED);
        }
        var writer = feed.writer(events, thread, thread.budget());
        var lines = new ArrayList<GroupCache.@Nullable Line>();
        for (Track track : feed.tracks()) {
            Slot slot = slots.get(track.id());
            lines.add(slot == null ? null : slot.line());
            if (slot != null) {
                writer.codec(lines.size() - 1, slot.codec());
            }
        }
        feeds.add(writer);
        cache.prime(lines, (index, entry) -> writer.add(index, entry.unit(), entry.key(), entry.arrivalNs()));
    }

    /** Media thread: the coding of an inlet changed. */
    void recode(Inlet inlet, Codec codec) {
        if (inlet.isClosed()) {
            return;
        }
        Slot slot = inlet.slot();
        if (slot == null) {
            inlet.hold(new Inlet.Held(null, codec, 0));
        } else {
            changeCodec(slot, codec);
        }
        inlet.sayCodec(codec);
    }

    private void changeCodec(Slot slot, Codec codec) {
        if (codec.equals(slot.codec())) {
            return;
        }
        // What is kept was made for the former coding; a reader that starts waits for what comes.
        cache.clear(slot.line());
        if (!codec.isSameFormatAs(slot.codec())) {
            slot.waitForKey();
        }
        slot.codec(codec);
        feeds.codec(slot.id(), codec);
    }

    /** Media thread: a unit came. */
    void arrive(Inlet inlet, AccessUnit unit, long arrivalNs) {
        if (inlet.isClosed()) {
            return;
        }
        Slot slot = inlet.slot();
        if (slot == null) {
            inlet.hold(new Inlet.Held(unit, inlet.declared(), arrivalNs));
        } else {
            pass(inlet, slot, unit, arrivalNs);
        }
    }

    private void pass(Inlet inlet, Slot slot, AccessUnit unit, long arrivalNs) {
        boolean key = unit.key() || Inlet.isIndependent(slot.kind(), slot.codec());
        if (!slot.admit(unit, key, arrivalNs)) {
            return;
        }
        thread.budget().received(unit.sizeBytes());
        int rateHz = slot.codec().clockRateHz();
        long rebases = timeline.rebases();
        AccessUnit timed = timeline.rebase(
                slot.time(), inlet.generation().time(), unit, rateHz, slot.kind() == MediaKind.AUDIO, arrivalNs);
        if (timeline.rebases() != rebases) {
            logRebase(inlet, slot);
        }
        if (key && slot.kind() == MediaKind.VIDEO) {
            slot.countKey(Timeline.nanos(timed.pts(), rateHz));
        }
        cache.add(slot.line(), timed, key, arrivalNs);
        feeds.unit(slot.id(), timed, key, arrivalNs);
        if (!inlet.flowing()) {
            slot.markFlowing();
            inlet.markFlowing();
        }
    }

    private void logRebase(Inlet inlet, Slot slot) {
        LOG.atInfo()
                .addKeyValue("event", "media.rebased")
                .addKeyValue("stream", name)
                .addKeyValue("generation", inlet.generation().number())
                .log("time of track {} jumped; stream {} goes on at the time of arrival", slot.id(), name);
    }
}
