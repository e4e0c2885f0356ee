/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.stream.Subscription;
import java.time.Duration;

/** Lets a program take the tracks of a subscription. */
public final class PlayTicket extends Ticket {
    private final Subscription subscription;
    private volatile long streamTimeNs = AccessUnit.UNKNOWN;

    PlayTicket(Loopback loopback, Loop loop, String token, Duration expiry, Subscription subscription) {
        super(loopback, loop, token, expiry);
        this.subscription = subscription;
    }

    /**
     * The time of the stream that the program takes for zero, in nanoseconds; {@link AccessUnit#UNKNOWN} until the
     * first unit is on its way.
     */
    public long streamTimeNs() {
        return streamTimeNs;
    }

    void streamTimeNs(long ns) {
        streamTimeNs = ns;
    }

    @Override
    Session session(Line line) {
        return new PlaySession(this, subscription, line);
    }
}
