/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One program as the watch sees it: alive, then swept, then ended. Used by the watch's thread only. */
final class Watched {
    // Reading /proc can hang on a process that hangs in the kernel; the end does not wait for it.
    private static final long SWEEP_NS = 1_000_000_000L;
    // Short runs, and programs that cannot do what they were asked for, end early.
    private static final long YOUNG_NS = 2_000_000_000L;

    private final Program program;
    private final Limits limits;
    private final Consumer<Program> tellOver;
    private final long addedNs = System.nanoTime();
    private boolean killed;
    private long goneNs;
    private @Nullable CompletableFuture<Integer> swept;
    private boolean over;

    Watched(Program program, Limits limits, Consumer<Program> tellOver) {
        this.program = program;
        this.limits = limits;
        this.tellOver = tellOver;
    }

    Program program() {
        return program;
    }

    /** Whether it ended or was given up. */
    boolean over() {
        return over;
    }

    /** Whether its end is near, so that it is looked at more often. */
    boolean ending() {
        return program.order() != null || swept != null;
    }

    /** Whether it was started a moment ago. */
    boolean young(long nowNs) {
        return nowNs - addedNs < YOUNG_NS;
    }

    /** Looks at it once; never waits. */
    void look(Sweeper sweeper, long nowNs) {
        if (swept != null) {
            lookAtSweep(swept, nowNs);
        } else if (!program.alive()) {
            program.killRest();
            goneNs = nowNs;
            swept = sweeper.sweep(program.mark());
        } else {
            lookAtLiving(nowNs);
        }
    }

    private void lookAtLiving(long nowNs) {
        Program.Order order = program.order();
        if (order == null) {
            if (program.silent(nowNs)) {
                program.stop("nothing came of it any more");
            }
            return;
        }
        long sinceNs = nowNs - order.sinceNs();
        if (sinceNs >= program.grace(limits).toNanos()) {
            killed = true;
            program.signal(Posix.SIGKILL); // again each time: it may have forked in between
        }
        if (sinceNs >= limits.abandon().toNanos()) {
            end(Exit.How.ABANDONED, nowNs);
        }
    }

    private void lookAtSweep(CompletableFuture<Integer> result, long nowNs) {
        // What it wrote before it ended is still in the pipe when its reader is slower than this thread.
        boolean owes = program.order() == null && program.undrained();
        if (result.isDone() && !owes || nowNs - goneNs > SWEEP_NS) {
            boolean found = result.isDone() && !result.isCompletedExceptionally() && result.join() > 0;
            end(found ? Exit.How.SWEPT : how(), nowNs);
        }
    }

    private Exit.How how() {
        if (program.order() == null) {
            return Exit.How.EXITED;
        }
        return killed ? Exit.How.KILLED : Exit.How.STOPPED;
    }

    private void end(Exit.How how, long nowNs) {
        over = true;
        tellOver.accept(program); // first: whoever learns of the end may start the next one
        program.finish(how, nowNs);
    }
}
