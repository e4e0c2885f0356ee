/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.Source;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.core.driver.DriverEntry;
import io.sluice.core.lane.Tuning;
import io.sluice.core.lane.World;
import io.sluice.core.media.Inlet;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One source of a stream through all its generations. Its driver's calls are made by {@link LegCalls}; their answers
 * come back here as messages. Lane only.
 *
 * <pre>
 * IDLE → OPENING → OPEN → CLOSING → IDLE
 *           ↓        ↘       ↓
 *        WAITING, HELD, NO_DRIVER, GIVEN_UP → OPENING
 * </pre>
 */
final class Leg extends LegFacts {
    private final Retries retries;
    private final LegCalls calls;
    private final LegTimers timers;
    private final LegReads reads = new LegReads(this);
    private boolean needed;
    private @Nullable Hold hold;
    private @Nullable Failure afterClose;

    /** @param source null for the place of a publisher */
    Leg(LiveStream stream, int index, @Nullable Source source) {
        super(stream, index, source);
        this.retries = new Retries(stream.world().random());
        this.calls = new LegCalls(this);
        this.timers = new LegTimers(stream.world());
    }

    // ---------------------------------------------------------------- what the stream asks

    /** Somebody needs it. */
    void need() {
        needed = true;
        timers.cancelLinger();
        if (phase == Phase.IDLE) {
            attempt();
        }
    }

    /** Nobody needs it any more: it goes on for the linger time. */
    void unneed() {
        if (!needed) {
            return;
        }
        needed = false;
        switch (phase) {
            case WAITING, HELD, NO_DRIVER, GIVEN_UP -> rest();
            case OPENING, OPEN -> linger();
            case IDLE, CLOSING -> {}
        }
    }

    private void linger() {
        if (source == null) {
            return; // A publisher stays for as long as it likes.
        }
        Duration time = reads.ever() ? tuning().lingerLocal() : tuning().linger();
        var over = new Failure(Reason.LAST_VIEWER_LEFT, "the last viewer left", Opened.Retry.YES);
        if (time.isZero()) {
            shut(over);
        } else {
            timers.lingerFor(time, () -> {
                if (!needed) {
                    shut(over);
                    stream.reconcile();
                }
            });
        }
    }

    /** Closes whatever is open, for good: its definition is gone or the server ends. */
    void retire(Reason why, String whyText, Runnable closed) {
        needed = false;
        timers.cancelLinger();
        stream.slots().forget(this);
        whenClosed(closed);
        if (!shut(new Failure(why, whyText, Opened.Retry.NO)) && phase != Phase.CLOSING) {
            rest();
            runWhenClosed();
        }
    }

    /** Closes and opens anew, as an operator or the checker asks. */
    void restart(Reason why, String whyText) {
        retries.reset();
        if (!shut(new Failure(why, whyText, Opened.Retry.YES)) && phase != Phase.CLOSING && needed) {
            attempt();
        }
    }

    private void attempt() {
        timers.cancelRetry();
        if (source == null) {
            give(Phase.GIVEN_UP, Reason.NO_PUBLISHER, "nobody publishes to " + stream.name());
            return;
        }
        Duration remaining = retries.remaining(world().clock().nowNs());
        if (!remaining.isZero()) {
            waitFor(remaining);
            return;
        }
        DriverEntry entry = stream.drivers().best(source.scheme());
        if (entry == null) {
            missing(source.scheme());
            return;
        }
        if (hold != null && hold.driver() == entry) {
            retries.failed(world().clock().nowNs(), tuning().retry());
            waitFor(retries.remaining(world().clock().nowNs()));
            give(
                    Phase.HELD,
                    Reason.HELD_BY_OLD_GENERATION,
                    "generation " + hold.generation() + " of " + entry.label()
                            + " has not returned from its call and may still hold the device");
            return;
        }
        begin(entry, source);
    }

    private void begin(DriverEntry entry, Source opened) {
        generation++;
        tracksComplete = false;
        stalled = false;
        var fresh = stream.generation(this, generation);
        current = fresh;
        driver = entry;
        phase = Phase.OPENING;
        if (failures() == 0 && !wasLive) {
            reason = Reason.FIRST_VIEWER;
            text = "opening with " + entry.label();
        }
        calls.open(fresh, entry, opened, 0);
        stream.touched(this);
    }

    /** A redirect leads on to another driver. */
    void hop(DriverEntry next) {
        driver = next;
    }

    /** A redirect led to a scheme that nobody serves. */
    void lacks(String scheme) {
        endGeneration();
        if (needed) {
            missing(scheme);
        } else {
            rest();
        }
        runWhenClosed();
        stream.reconcile();
    }

    private void missing(String scheme) {
        boolean quarantined = stream.drivers().onlyQuarantined(scheme);
        give(
                Phase.NO_DRIVER,
                quarantined ? Reason.DRIVER_QUARANTINED : Reason.DRIVER_MISSING,
                quarantined
                        ? "the driver for " + scheme + ": hung or failed too often and is not used any more"
                        : "no installed bundle serves " + scheme + ":");
    }

    /** The driver answered with a producer. */
    void opened(Generation answered, DriverEntry entry, Producer opened) {
        producer = opened;
        driver = entry;
        entry.opened();
        if (phase == Phase.CLOSING) {
            calls.close(answered, entry, null, opened);
            return;
        }
        phase = Phase.OPEN;
        openedNs = world().clock().nowNs();
        if (afterClose != null) {
            shut(afterClose);
        } else {
            stream.openedSource(this);
        }
        stream.reconcile();
    }

    /** The attempt failed; nothing is open. */
    void failed(Failure failure) {
        boolean closing = phase == Phase.CLOSING;
        Failure cause = closing && afterClose != null ? afterClose : failure;
        endGeneration();
        if (!needed) {
            rest();
        } else if (closing && cause.reason() == Reason.DRIVER_GONE) {
            wasLive = true;
            attempt();
        } else {
            plan(cause);
        }
        runWhenClosed();
        stream.reconcile();
    }

    private void endGeneration() {
        if (current != null) {
            current.cancel();
        }
        stream.slots().disconnect(this);
        reads.end();
        current = null;
        producer = null;
        triedBy = driver == null ? triedBy : driver.label();
        driver = null;
        afterClose = null;
        flows = false;
    }

    private void plan(Failure failure) {
        long now = world().clock().nowNs();
        switch (failure.retry()) {
            case NO -> give(Phase.GIVEN_UP, failure.reason(), failure.text());
            case CAREFULLY -> {
                retries.refused(now, tuning().retry());
                waitFor(retries.remaining(now));
                give(phase, failure.reason(), failure.text());
            }
            case YES -> {
                if (failure.reason() != Reason.LAST_VIEWER_LEFT) {
                    retries.failed(now, tuning().retry());
                }
                waitFor(retries.remaining(now));
                give(phase, failure.reason(), failure.text());
            }
        }
        stream.failedSource(this, failure);
    }

    private void waitFor(Duration delay) {
        phase = Phase.WAITING;
        timers.retryAfter(delay, () -> {
            if (needed && (phase == Phase.WAITING || phase == Phase.HELD)) {
                attempt();
                stream.reconcile();
            }
        });
    }

    private void give(Phase now, Reason why, String whyText) {
        phase = now;
        reason = why;
        text = whyText;
        stream.touched(this);
    }

    private void rest() {
        timers.cancelRetry();
        timers.cancelLinger();
        retries.rest(world().clock().nowNs(), tuning().retry());
        wasLive = false;
        stalled = false;
        give(Phase.IDLE, Reason.NO_VIEWER, closeNotes.isEmpty() ? "nobody watches" : String.join("; ", closeNotes));
        stream.slots().forget(this);
    }

    // ---------------------------------------------------------------- closing

    /** Begins to close what is open or opening; false when there is nothing to close or it is being closed. */
    private boolean shut(Failure cause) {
        if (phase != Phase.OPEN && phase != Phase.OPENING) {
            return false;
        }
        boolean opening = phase == Phase.OPENING;
        Generation ending = Objects.requireNonNull(current);
        phase = Phase.CLOSING;
        afterClose = cause;
        wasLive |= flowing();
        reason = cause.reason();
        text = cause.text();
        ending.cancel();
        flows = false;
        stream.slots().disconnect(this);
        if (opening) {
            calls.giveUp();
        } else {
            calls.close(ending, driver, stream.talks().sourceEnds(this, cause), Objects.requireNonNull(producer));
        }
        stream.touched(this);
        return true;
    }

    /** The close ended, in time or given up. */
    void closed(@Nullable DriverEntry entry, String note) {
        if (entry != null) {
            entry.closed();
        }
        Failure cause = afterClose == null ? new Failure(Reason.ENDED, "closed", Opened.Retry.YES) : afterClose;
        if (!note.isEmpty()) {
            noteClose("generation " + generation + ": " + note);
            stream.closeFailed(this, note);
        }
        failed(cause);
    }

    /** A call did not return by its deadline: core goes on without it. */
    void abandon(DriverEntry entry, Generation hung) {
        abandoned++;
        entry.hangs();
        hold = new Hold(entry, hung.generation());
    }

    /** The call that was given up has returned after all: the device is free. */
    void recovered(DriverEntry entry) {
        abandoned--;
        entry.recovered();
        hold = null;
        if (phase == Phase.HELD && needed) {
            retries.reset();
            attempt();
        }
        stream.reconcile();
    }

    // ---------------------------------------------------------------- what a generation says

    void declared(Generation said, Inlet inlet) {
        if (said == current && (phase == Phase.OPENING || phase == Phase.OPEN)) {
            stream.slots().declare(this, inlet);
            stream.reconcile();
        }
    }

    void tracksComplete(Generation said) {
        if (said == current && !tracksComplete) {
            tracksComplete = true;
            stream.slots().complete(this);
            stream.reconcile();
        }
    }

    void ended(Generation said, Reason why, String whyText, Opened.Retry retry) {
        if (said != current) {
            return;
        }
        var failure = new Failure(why, whyText, source == null ? Opened.Retry.NO : retry);
        if (phase == Phase.OPENING) {
            afterClose = failure;
        } else {
            shut(failure);
            stream.reconcile();
        }
    }

    void firstUnit(Generation said, Inlet inlet) {
        if (said == current && phase != Phase.CLOSING) {
            if (!flows) {
                flows = true;
                flowingSinceNs = world().clock().nowNs();
            }
            stalled = false;
            wasLive = true;
            reason = Reason.MEDIA_FLOWS;
            text = "media flows";
            stream.slots().flowed(inlet);
            stream.touched(this);
            stream.reconcile();
        }
    }

    void codecChanged(Generation said, Inlet inlet, Codec codec) {
        if (said == current && phase != Phase.CLOSING) {
            stream.slots().codec(inlet, codec);
            stream.reconcile();
        }
    }

    // ---------------------------------------------------------------- drivers and publishers

    /** A driver came: what waited for it starts, and what failed with another one need not wait to try it. */
    void driverCame(DriverEntry entry) {
        if (!needed || source == null) {
            return;
        }
        boolean waits = phase == Phase.NO_DRIVER || phase == Phase.GIVEN_UP || phase == Phase.HELD;
        if (waits || phase == Phase.WAITING && stream.drivers().best(source.scheme()) == entry) {
            retries.reset();
            attempt();
        }
    }

    /** A driver goes: what it has open is closed, and the task runs when that is done. */
    boolean driverGoes(DriverEntry entry, Runnable done) {
        if (phase == Phase.WAITING && source != null && stream.drivers().best(source.scheme()) == null) {
            timers.cancelRetry(); // There is nothing to try again with.
            missing(source.scheme());
        }
        if (driver != entry || (phase != Phase.OPEN && phase != Phase.OPENING && phase != Phase.CLOSING)) {
            return false;
        }
        whenClosed(done);
        retries.reset();
        shut(new Failure(Reason.DRIVER_GONE, entry.label() + " was stopped, updated or removed", Opened.Retry.YES));
        return true;
    }

    /** A publisher takes the place; the caller has made sure that it is free. */
    Generation publish(Producer published, String who) {
        timers.cancelRetry();
        generation++;
        tracksComplete = false;
        stalled = false;
        publisher = who;
        var fresh = stream.generation(this, generation);
        current = fresh;
        producer = published;
        openedNs = world().clock().nowNs();
        give(Phase.OPEN, Reason.NONE, "published by " + who);
        return fresh;
    }

    /** The next publisher takes the place of this one. */
    void takeOver(String by) {
        shut(new Failure(Reason.TAKEN_OVER, by, Opened.Retry.NO));
        stream.reconcile();
    }

    /** Judges the media: once a second. */
    void check(long nowNs) {
        if (phase == Phase.OPEN
                && flows
                && nowNs - flowingSinceNs > tuning().retry().reset().toNanos()) {
            retries.reset();
        }
    }

    /** Connected, but what viewers need has not come for too long. A publisher is waited for; its protocol ends it. */
    void stall(String what) {
        stalled = true;
        if (source == null) {
            flows = false;
            give(phase, Reason.STALLED, what);
        } else {
            give(phase, Reason.STALLED, what);
            shut(new Failure(Reason.STALLED, what, Opened.Retry.YES));
        }
    }

    /** A publisher that was silent goes on. */
    void goesOn(long nowNs) {
        if (source == null && stalled && phase == Phase.OPEN) {
            stalled = false;
            flows = true;
            flowingSinceNs = nowNs;
            give(phase, Reason.MEDIA_FLOWS, "media flows");
        }
    }

    private World world() {
        return stream.world();
    }

    private Tuning tuning() {
        return stream.tuning();
    }

    LegReads reads() {
        return reads;
    }

    boolean needed() {
        return needed;
    }

    boolean lingers() {
        return timers.lingers();
    }

    int failures() {
        return retries.failures();
    }

    @Nullable
    Instant nextRetryAt() {
        return timers.nextRetryAt();
    }
}
