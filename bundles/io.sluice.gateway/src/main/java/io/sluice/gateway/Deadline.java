/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.net.Connection;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One time limit of a connection; however often it begins anew, there is one timer. On the connection's loop. */
final class Deadline {
    private final Connection connection;
    private final LongSupplier nanoTime;
    private final long limitNs;
    private final Runnable missed;
    private long dueNs;
    private boolean running;
    private boolean armed;

    Deadline(Connection connection, LongSupplier nanoTime, long limitMs, Runnable missed) {
        this.connection = connection;
        this.nanoTime = nanoTime;
        this.limitNs = TimeUnit.MILLISECONDS.toNanos(limitMs);
        this.missed = missed;
    }

    void begin() {
        dueNs = nanoTime.getAsLong() + limitNs;
        running = true;
        arm();
    }

    /** Begins, unless it runs: what trickles in must not put it off. */
    void beginUnlessRunning() {
        if (!running) {
            begin();
        }
    }

    void end() {
        running = false;
    }

    private void arm() {
        if (!armed) {
            armed = true;
            long leftNs = Math.max(0, dueNs - nanoTime.getAsLong());
            connection.schedule(this::look, TimeUnit.NANOSECONDS.toMillis(leftNs) + 1);
        }
    }

    private void look() {
        armed = false;
        if (!running) {
            return;
        }
        if (nanoTime.getAsLong() - dueNs >= 0) {
            running = false;
            missed.run();
        } else {
            arm();
        }
    }
}
