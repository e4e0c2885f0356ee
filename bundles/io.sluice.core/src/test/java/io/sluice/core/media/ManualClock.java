/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that tests set. */
public final class ManualClock implements Clock {
    private final AtomicLong ns = new AtomicLong(1_000_000_000_000L);
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private final long startNs = ns.get();

    @Override
    public long nowNs() {
        return ns.get();
    }

    @Override
    public Instant wall() {
        return start.plusNanos(ns.get() - startNs);
    }

    /** Lets time pass. */
    public void advance(Duration by) {
        ns.addAndGet(by.toNanos());
    }
}
