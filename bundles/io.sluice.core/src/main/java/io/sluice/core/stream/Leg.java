/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.core.driver.DriverEntry;
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
    private final LegDemand demand = new LegDemand(this);
    private final LegAttempts attempts;
    private final LegCalls calls = new LegCalls(this);
    private final LegReports reports = new LegReports(this);
    private final LegReads reads = new LegReads(this);
    private @Nullable Failure afterClose;
    /** Nobody has needed it since its last attempt. */
    private boolean rested = true;

    /** @param source null for the place of a publisher */
    Leg(LiveStream stream, int index, @Nullable Source source) {
        super(stream, index, source);
        this.attempts = new LegAttempts(this);
    }

    // ---------------------------------------------------------------- what the stream asks

    /** Closes whatever is open, for good: its definition is gone or the server ends. */
    void retire(Reason why, String whyText, Runnable closed) {
        demand.end();
        stream.slots().forget(this);
        whenClosed(closed);
        stream.neighbours().leaving().source(this);
        if (!shut(new Failure(why, whyText, Opened.Retry.NO)) && phase != Phase.CLOSING) {
            rest();
            runWhenClosed();
        }
    }

    /** Closes and opens anew, as an operator or the checker asks. */
    void restart(Reason why, String whyText) {
        attempts.reset();
        if (!shut(new Failure(why, whyText, Opened.Retry.YES)) && phase != Phase.CLOSING && needed()) {
            attempts.start();
        }
    }

    /** A new generation opens the source. */
    void begin(DriverEntry entry, Source opened) {
        generation++;
        tracksComplete = false;
        stalled = false;
        reads.begin();
        restarts = rested ? 0 : restarts + 1;
        rested = false;
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
        if (needed()) {
            attempts.missing(scheme);
        } else {
            rest();
        }
        runWhenClosed();
        stream.reconcile();
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
        attempts.opened();
        openedNs = stream.world().clock().nowNs();
        if (afterClose != null) {
            shut(afterClose);
        } else {
            if (flows) {
                live();
            }
            stream.openedSource(this);
            stream.touched(this);
        }
        stream.reconcile();
    }

    /** The attempt failed; nothing is open. */
    void failed(Failure failure) {
        boolean closing = phase == Phase.CLOSING;
        Failure cause = failure;
        // A circle is the cause, whatever the driver made of it.
        if (afterClose != null && (closing || afterClose.reason() == Reason.LOOP)) {
            cause = afterClose;
        }
        endGeneration();
        if (!needed()) {
            rest();
        } else if (closing && cause.reason() == Reason.LAST_VIEWER_LEFT) {
            // Nothing failed: whoever came meanwhile is its first viewer, and not told of what failed for the last one.
            attempts.rest();
            wasLive = false;
            attempts.start();
        } else if (closing && cause.reason() == Reason.DRIVER_GONE) {
            wasLive = true;
            attempts.start();
        } else {
            boolean news = !attempts.repeats(cause);
            attempts.plan(cause);
            stream.failedSource(this, cause, news);
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

    void give(Phase now, Reason why, String whyText) {
        phase = now;
        reason = why;
        text = whyText;
        stream.touched(this);
    }

    /** Nobody needs it, and nothing is open. */
    void rest() {
        attempts.rest();
        demand.cancelLinger();
        wasLive = false;
        stalled = false;
        rested = true;
        give(Phase.IDLE, Reason.NO_VIEWER, closeNotes.isEmpty() ? "nobody watches" : String.join("; ", closeNotes));
        stream.slots().forget(this);
    }

    // ---------------------------------------------------------------- closing

    /** Begins to close what is open or opening; false when there is nothing to close or it is being closed. */
    boolean shut(Failure cause) {
        if (phase != Phase.OPEN && phase != Phase.OPENING) {
            return false;
        }
        boolean opening = phase == Phase.OPENING;
        Generation ending = Objects.requireNonNull(current);
        phase = Phase.CLOSING;
        afterClose = cause;
        reason = cause.reason();
        text = cause.text();
        ending.cancel();
        reads.leave();
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
        attempts.abandoned(entry, hung);
    }

    /** The call that was given up has returned after all: the device is free. */
    void recovered(DriverEntry entry) {
        abandoned--;
        entry.recovered();
        attempts.recovered();
        stream.reconcile();
    }

    /** The source ended by itself; while it is being opened, the answer to that is awaited. */
    void endedItself(Failure failure) {
        if (phase == Phase.OPENING) {
            afterClose = failure;
        } else {
            shut(failure);
            stream.reconcile();
        }
    }

    // ---------------------------------------------------------------- drivers and publishers

    /** A driver goes: what it has open is closed, and the task runs when that is done. */
    boolean driverGoes(DriverEntry entry, Runnable done) {
        attempts.driverGoes();
        if (driver != entry || (phase != Phase.OPEN && phase != Phase.OPENING && phase != Phase.CLOSING)) {
            return false;
        }
        whenClosed(done);
        attempts.reset();
        shut(new Failure(Reason.DRIVER_GONE, entry.label() + " was stopped, updated or removed", Opened.Retry.YES));
        return true;
    }

    /** A publisher takes the place; the caller has made sure that it is free. */
    Generation publish(Producer published, String who) {
        attempts.cancelTimer();
        generation++;
        tracksComplete = false;
        stalled = false;
        publisher = who;
        var fresh = stream.generation(this, generation);
        current = fresh;
        producer = published;
        openedNs = stream.world().clock().nowNs();
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
                && nowNs - flowingSinceNs > stream.tuning().retry().reset().toNanos()) {
            attempts.reset();
        }
    }

    /** Media came: for the first time in this generation, or again. Some drivers send it before they answer. */
    void flows(long nowNs) {
        if (!flows) {
            flows = true;
            flowingSinceNs = nowNs;
        }
        stalled = false;
        if (phase == Phase.OPEN) {
            live();
        }
    }

    private void live() {
        wasLive = true;
        reason = Reason.MEDIA_FLOWS;
        text = "media flows";
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

    LegDemand demand() {
        return demand;
    }

    LegAttempts attempts() {
        return attempts;
    }

    LegReports reports() {
        return reports;
    }

    LegReads reads() {
        return reads;
    }

    boolean needed() {
        return demand.needed();
    }

    int failures() {
        return attempts.failures();
    }

    @Nullable
    Instant nextRetryAt() {
        return attempts.nextAt();
    }
}
