/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.core.driver.DriverEntry;
import io.sluice.core.lane.Lane.Cancellable;
import io.sluice.core.lane.Tuning;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a source is tried: under the one retry policy, with the best driver there is, and not while a call that hangs
 * may still hold the device. Lane only.
 */
final class LegAttempts {
    private final Leg leg;
    private final Retries retries;
    private @Nullable Cancellable timer;
    private @Nullable Instant nextAt;
    private @Nullable Hold hold;
    /** What the driver last said of a program that it lacks; empty when it lacks none. */
    private String lacking = "";

    LegAttempts(Leg leg) {
        this.leg = leg;
        this.retries = new Retries(leg.stream.world().random());
    }

    /** Opens the source now, or says when or why not. */
    void start() {
        cancelTimer();
        Source source = leg.source;
        if (source == null) {
            leg.give(Leg.Phase.GIVEN_UP, Reason.NO_PUBLISHER, "nobody publishes to " + leg.stream.name());
            return;
        }
        Duration remaining = retries.remaining(nowNs());
        if (!remaining.isZero()) {
            waitFor(remaining);
            return;
        }
        DriverEntry entry = leg.stream.drivers().best(source.scheme());
        if (entry == null) {
            missing(source.scheme());
            return;
        }
        if (hold != null && hold.driver() == entry) {
            retries.failed(nowNs(), policy());
            waitFor(retries.remaining(nowNs()));
            leg.give(
                    Leg.Phase.HELD,
                    Reason.HELD_BY_OLD_GENERATION,
                    "generation " + hold.generation() + " of " + entry.label()
                            + " has not returned from its call and may still hold the device");
            return;
        }
        leg.begin(entry, source);
    }

    /** Nobody serves the scheme. */
    void missing(String scheme) {
        lacking = "";
        boolean quarantined = leg.stream.drivers().onlyQuarantined(scheme);
        leg.give(
                Leg.Phase.NO_DRIVER,
                quarantined ? Reason.DRIVER_QUARANTINED : Reason.DRIVER_MISSING,
                quarantined
                        ? "the driver for " + scheme + ": hung or failed too often and is not used any more"
                        : "no installed bundle serves " + scheme + ":");
    }

    /** What comes after a failure. */
    void plan(Failure failure) {
        if (failure.reason() == Reason.PROGRAM_MISSING) {
            lacking = failure.text();
            retries.lacking(nowNs());
            waitFor(retries.remaining(nowNs()));
            leg.give(Leg.Phase.NO_DRIVER, failure.reason(), failure.text());
            return;
        }
        lacking = "";
        switch (failure.retry()) {
            case NO -> leg.give(Leg.Phase.GIVEN_UP, failure.reason(), failure.text());
            case CAREFULLY -> {
                retries.refused(nowNs(), policy());
                waitFor(retries.remaining(nowNs()));
                leg.give(leg.phase, failure.reason(), failure.text());
            }
            case YES -> {
                retries.failed(nowNs(), policy());
                waitFor(retries.remaining(nowNs()));
                leg.give(leg.phase, failure.reason(), failure.text());
            }
        }
    }

    private void waitFor(Duration delay) {
        leg.phase = Leg.Phase.WAITING;
        cancelTimer();
        nextAt = leg.stream.world().clock().wall().plus(delay);
        timer = leg.stream.world().lane().after(delay, () -> {
            timer = null;
            nextAt = null;
            if (leg.needed() && waits()) {
                start();
                leg.stream.reconcile();
            }
        });
    }

    private boolean waits() {
        return switch (leg.phase) {
            case WAITING, HELD, NO_DRIVER -> true;
            default -> false;
        };
    }

    /** Whether the driver has said this already and nothing else since. */
    boolean repeats(Failure failure) {
        return failure.reason() == Reason.PROGRAM_MISSING && failure.text().equals(lacking);
    }

    /** Whether the last attempt failed because the driver lacks a program: until another one succeeds it still does. */
    boolean isLacking() {
        return !lacking.isEmpty();
    }

    /** The driver lacks nothing. */
    void opened() {
        lacking = "";
    }

    /** A call did not return by its deadline: core goes on without it. */
    void abandoned(DriverEntry entry, Generation hung) {
        hold = new Hold(entry, hung.generation());
    }

    /** The call that was given up has returned after all: the device is free. */
    void recovered() {
        hold = null;
        if (leg.phase == Leg.Phase.HELD && leg.needed()) {
            retries.reset();
            start();
        }
    }

    /** A driver came: what waited for it starts, and what failed with another one need not wait to try it. */
    void driverCame(DriverEntry entry) {
        if (!leg.needed() || leg.source == null) {
            return;
        }
        boolean waits =
                leg.phase == Leg.Phase.NO_DRIVER || leg.phase == Leg.Phase.GIVEN_UP || leg.phase == Leg.Phase.HELD;
        if (waits || leg.phase == Leg.Phase.WAITING && leg.stream.drivers().best(leg.source.scheme()) == entry) {
            retries.reset();
            start();
        }
    }

    /** A driver goes: there may be nothing to try again with. */
    void driverGoes() {
        if (leg.phase == Leg.Phase.WAITING || leg.phase == Leg.Phase.NO_DRIVER && isLacking()) {
            String scheme = Objects.requireNonNull(leg.source).scheme();
            if (leg.stream.drivers().best(scheme) == null) {
                cancelTimer();
                missing(scheme);
            }
        }
    }

    /** What it waited for may be there; false when it does not wait. */
    boolean now() {
        if (!leg.needed() || leg.phase != Leg.Phase.WAITING) {
            return false;
        }
        retries.hurry();
        start();
        return true;
    }

    void reset() {
        retries.reset();
    }

    /** Nobody needs the source now. */
    void rest() {
        cancelTimer();
        lacking = "";
        retries.rest(nowNs(), policy());
    }

    void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        nextAt = null;
    }

    int failures() {
        return retries.failures();
    }

    /** Null when no attempt is planned. */
    @Nullable
    Instant nextAt() {
        return nextAt;
    }

    private long nowNs() {
        return leg.stream.world().clock().nowNs();
    }

    private Tuning.Retry policy() {
        return leg.stream.tuning().retry();
    }
}
