/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread that looks at all programs again and again: takes what they say on standard error, notices that they are
 * gone, and enforces the deadlines. It never waits for any of them. {@code Process.onExit()} would complete on the
 * common pool, which others can starve; a thread that reads a pipe to its end can wait for ever.
 */
final class Watch implements Runnable {
    private static final long IDLE_MS = 1_000;
    /** A stop wakes it, and a program that ends closes the connection or pipe by which it gives media. */
    private static final long CALM_MS = 100;

    private static final long YOUNG_MS = 25;
    /** From a stop to the next look: most programs are gone by then, with all that they started. */
    private static final long STOP_MS = 20;

    private static final long BUSY_MS = 5;
    // At most so much of each program's standard error per look: one that floods does not cost more than that.
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Limits limits;
    private final Sweeper sweeper;
    private final Consumer<Program> over;
    private final LinkedBlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    /** A program is to be watched, or was told to stop. */
    private record Call(Program program, boolean stop) {}

    /** @param over is told when a program has ended or was given up; must not block */
    Watch(Limits limits, Sweeper sweeper, String name, Consumer<Program> over) {
        this.limits = limits;
        this.sweeper = sweeper;
        this.over = over;
        thread = new Thread(this, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Watches it until it is over; there are never more than the limits allow. */
    void add(Program program) {
        calls.add(new Call(program, false));
    }

    /** Has it look soon: something is to end. Once for each program. */
    void stops(Program program) {
        calls.add(new Call(program, true));
    }

    @Override
    public void run() {
        var watched = new ArrayList<Watched>();
        byte[] buffer = new byte[BUFFER_BYTES];
        long waitMs = IDLE_MS;
        while (!closed || !watched.isEmpty() || !calls.isEmpty()) {
            Call call = next(waitMs);
            if (call != null && call.stop()) {
                waitMs = Math.min(waitMs, STOP_MS);
                continue;
            }
            if (call != null) {
                watched.add(new Watched(call.program(), limits, over));
            }
            waitMs = look(watched, buffer);
        }
    }

    private @Nullable Call next(long waitMs) {
        try {
            return calls.poll(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return null; // nobody but close() interrupts, to have the loop look
        }
    }

    /** Looks at all; says how long until the next look. */
    private long look(List<Watched> watched, byte[] buffer) {
        boolean busy = false;
        boolean young = false;
        for (Watched each : watched) {
            long nowNs = System.nanoTime();
            boolean spoke = each.program().listen(buffer, nowNs);
            busy = busy || spoke || each.ending();
            young = young || each.young(nowNs);
            each.look(sweeper, nowNs);
        }
        watched.removeIf(Watched::over);
        if (watched.isEmpty()) {
            return IDLE_MS;
        }
        if (busy) {
            return BUSY_MS;
        }
        return young ? YOUNG_MS : CALM_MS;
    }

    /** Ends once the last program is over. */
    void close() {
        closed = true;
        thread.interrupt();
    }
}
