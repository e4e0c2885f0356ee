/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import io.sluice.core.media.Clock;
import java.time.Instant;

/** Time that stands still until it is moved. */
final class SimClock implements Clock {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private long nowNs;

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public Instant wall() {
        return START.plusNanos(nowNs);
    }

    void moveTo(long ns) {
        nowNs = Math.max(nowNs, ns);
    }
}
