/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.core.driver.DriverEntry;
import io.sluice.core.lane.Lane;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What belongs to no stream any more and still runs a bundle's code: calls of packagings whose feeds have ended, and
 * sources of definitions that are gone. A bundle that goes is waited for until these are over too. Lane only.
 */
final class Leaving {
    private final Lane lane;
    private final Set<Running> packagings = new LinkedHashSet<>();
    private final Set<Leg> sources = new LinkedHashSet<>();

    /** A call of a packaging, and whose code that is. */
    private static final class Running {
        final Object owner;
        final CompletableFuture<Void> over;

        Running(Object owner, CompletionStage<Void> idle) {
            this.owner = owner;
            over = idle.toCompletableFuture();
        }
    }

    Leaving(Lane lane) {
        this.lane = lane;
    }

    /** @param idle completes when no call of the packaging runs any more */
    void packaging(Object owner, CompletionStage<Void> idle) {
        var running = new Running(owner, idle);
        if (!running.over.isDone()) {
            packagings.add(running);
            running.over.whenComplete((done, problem) -> lane.execute(() -> packagings.remove(running)));
        }
    }

    /** @return completes when no packaging of the owner runs whose feed has ended by now */
    CompletionStage<Void> packagingsOf(Object owner) {
        return CompletableFuture.allOf(packagings.stream()
                .filter(each -> each.owner == owner)
                .map(each -> each.over)
                .toArray(CompletableFuture[]::new));
    }

    /** The definition of a source is gone; it is being closed. */
    void source(Leg leg) {
        sources.add(leg);
        leg.whenClosed(() -> sources.remove(leg));
    }

    /** Says how many sources of the driver are being closed, each of which runs the task at its end. */
    int driverGoes(DriverEntry entry, Runnable done) {
        int closing = 0;
        for (Leg leg : List.copyOf(sources)) {
            if (leg.driverGoes(entry, done)) {
                closing++;
            }
        }
        return closing;
    }
}
