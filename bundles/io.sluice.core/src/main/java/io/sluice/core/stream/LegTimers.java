/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.core.lane.Lane.Cancellable;
import io.sluice.core.lane.World;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a source waits for: its next attempt, or the end of its linger time. Lane only. */
final class LegTimers {
    private final World world;
    private @Nullable Cancellable retry;
    private @Nullable Instant nextRetryAt;
    private @Nullable Cancellable linger;

    LegTimers(World world) {
        this.world = world;
    }

    void retryAfter(Duration delay, Runnable attempt) {
        cancelRetry();
        nextRetryAt = world.clock().wall().plus(delay);
        retry = world.lane().after(delay, () -> {
            retry = null;
            nextRetryAt = null;
            attempt.run();
        });
    }

    void lingerFor(Duration time, Runnable over) {
        cancelLinger();
        linger = world.lane().after(time, () -> {
            linger = null;
            over.run();
        });
    }

    void cancelRetry() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
        nextRetryAt = null;
    }

    void cancelLinger() {
        if (linger != null) {
            linger.cancel();
            linger = null;
        }
    }

    /** Null when no retry is planned. */
    @Nullable
    Instant nextRetryAt() {
        return nextRetryAt;
    }

    boolean lingers() {
        return linger != null;
    }
}
