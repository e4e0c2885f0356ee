/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The queue into a stream's media thread: units under a bound, and the lane's commands, in one order. Any thread adds.
 */
final class Intake {
    static final int MAX_UNITS = 1024;
    static final long MAX_BYTES = 32 << 20;

    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final AtomicInteger units = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final MediaThread thread;
    private final Runnable drain;

    Intake(MediaThread thread, Runnable drain) {
        this.thread = thread;
        this.drain = drain;
    }

    /** Takes room for a unit; false when there is none. */
    boolean admit(int sizeBytes) {
        if (units.incrementAndGet() > MAX_UNITS) {
            units.decrementAndGet();
            return false;
        }
        if (bytes.addAndGet(sizeBytes) > MAX_BYTES) {
            discharge(sizeBytes);
            return false;
        }
        return true;
    }

    /** Gives back what {@link #admit} took. */
    void discharge(int sizeBytes) {
        units.decrementAndGet();
        bytes.addAndGet(-sizeBytes);
    }

    /** Adds a command, or what was admitted. */
    void add(Runnable task) {
        work.add(task);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            thread.execute(drain);
        }
    }

    /** Media thread: what comes next, or null. */
    @Nullable
    Runnable poll() {
        return work.poll();
    }

    /** Media thread: the drain is over for now; it is run again when there is more. */
    void rest() {
        scheduled.set(false);
        if (!work.isEmpty()) {
            schedule();
        }
    }

    int pendingUnits() {
        return units.get();
    }
}
