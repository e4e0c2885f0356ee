/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the server uses for legs that are copied, beside what their programs use at the same time. Compilers and heap
 * take minutes to come to rest with thirty pictures a second, so legs run for a while before they count; what a viewer
 * costs is seen by giving each leg a second one; and what the server needs without legs is taken after them.
 */
final class LegUse {
    private static final double CPU_GOAL_PERCENT = 15;
    private static final double MEMORY_GOAL_MB = 4;
    private static final long WAIT_MS = 30_000;
    private static final long PLAYING_MS = 5_000;

    private final ProgramsOptions options;
    private final Programs programs;
    private final SluiceServer server;
    private final int legs;
    private final double windowMs;

    /** What was used within one window, of one core in percent. */
    private record Share(double ours, double programs) {}

    LegUse(ProgramsOptions options, Programs programs, SluiceServer server) {
        this.options = options;
        this.programs = programs;
        this.server = server;
        legs = options.legs();
        windowMs = options.seconds() * 1_000d;
    }

    List<Row> run() throws IOException, InterruptedException {
        double heapBefore = LiveHeap.mb(programs, server.pid());
        double residentBefore = ProcessUse.of(server.pid()).rssMb();
        Harness harness = new Harness(programs, options.source());
        Harness.Begun viewers = viewers(harness, options.warm() + 3 * options.seconds() + 60);
        awaitPrograms();
        double residentEarly = ProcessUse.of(server.pid()).rssMb();
        Pause.ms(options.warm() * 1_000L);
        Share alone = share();
        double resident = ProcessUse.of(server.pid()).rssMb();
        double heap = LiveHeap.mb(programs, server.pid());
        Harness.Begun second = viewers(harness, 2 * options.seconds() + 60);
        Pause.ms(PLAYING_MS);
        Share watchedTwice = share();
        second.program().stop();
        viewers.program().stop();
        awaitNoProgram();
        Share idle = share();

        double leg = (alone.ours() - idle.ours()) / legs;
        double viewer = (watchedTwice.ours() - alone.ours()) / legs;
        double program = alone.programs() / legs;
        String one = " of a copied leg and its viewer";
        List<Row> rows = new ArrayList<>();
        rows.add(Row.figure("CPU" + one + ", " + legs + " at once (C: ffmpeg)", leg, program, "% of a core"));
        rows.add(Row.figure("CPU of that viewer alone", viewer, null, "% of a core"));
        rows.add(Row.atMost("CPU" + one + ", of ffmpeg's", leg / program * 100, "%", CPU_GOAL_PERCENT));
        rows.add(Row.atMost("live heap" + one, (heap - heapBefore) / legs, "MB", MEMORY_GOAL_MB));
        rows.add(Row.figure(
                "growth of the process for each, at first", grown(residentEarly, residentBefore), null, "MB"));
        rows.add(Row.figure("the same " + options.warm() + " s later", grown(resident, residentBefore), null, "MB"));
        return rows;
    }

    private double grown(double now, double before) {
        return (now - before) / legs;
    }

    private Harness.Begun viewers(Harness harness, int seconds) throws IOException {
        String urls =
                IntStream.range(0, legs).mapToObj(i -> server.url("copied" + i)).collect(Collectors.joining(","));
        return harness.begin(server, urls, legs, seconds);
    }

    private void awaitPrograms() throws IOException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MS);
        while (ProcessTree.programs(server.pid()).size() < legs && System.nanoTime() < deadlineNs) {
            Pause.ms(50);
        }
        Pause.ms(PLAYING_MS);
    }

    private void awaitNoProgram() throws IOException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MS);
        while (!ProcessTree.programs(server.pid()).isEmpty() && System.nanoTime() < deadlineNs) {
            Pause.ms(50);
        }
        Pause.ms(PLAYING_MS);
    }

    private Share share() throws IOException {
        double ours = ProcessUse.of(server.pid()).cpuMs();
        double theirs = ProcessTree.programsCpuMs(server.pid());
        Pause.ms((long) windowMs);
        return new Share(
                (ProcessUse.of(server.pid()).cpuMs() - ours) / windowMs * 100,
                (ProcessTree.programsCpuMs(server.pid()) - theirs) / windowMs * 100);
    }
}
