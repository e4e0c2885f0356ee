/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import io.sluice.api.driver.ProgramStatus;
import io.sluice.api.driver.Source;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One running program with all its descendants. Every method can be called from any thread and returns at once;
 * {@link #ended()} completes within {@link Limits#abandon()} of {@link #stop}, whatever the program does.
 */
public final class Program {
    private final ProgramSpec spec;
    private final long number;
    private final String mark;
    private final Process process;
    private final Pipes pipes;
    private final LastWords words;
    private final Posix posix;
    private final CompletableFuture<Exit> ended = new CompletableFuture<>();
    private final AtomicReference<@Nullable Order> order = new AtomicReference<>();
    private volatile long progressNs = System.nanoTime();
    private volatile ProgramStatus.State state = ProgramStatus.State.STARTING;
    private volatile Instant since = Instant.now();
    private volatile boolean drained;
    private volatile Runnable onStop = () -> {};

    /** Why and since when it is to stop. */
    record Order(long sinceNs, String why) {}

    Program(ProgramSpec spec, long number, String mark, Process process, Pipes pipes, LastWords words, Posix posix) {
        this.spec = spec;
        this.number = number;
        this.mark = mark;
        this.process = process;
        this.pipes = pipes;
        this.words = words;
        this.posix = posix;
    }

    public String name() {
        return spec.name();
    }

    /** Of the program itself; its process group has the same number. */
    public long pid() {
        return process.pid();
    }

    /** Its standard input; a write may block until it is stopped. Null when the specification has none. */
    public @Nullable FileChannel input() {
        return pipes.input();
    }

    @Nullable
    FileChannel output() {
        return pipes.output();
    }

    /** Something came of it: {@link ProgramSpec#silence()} begins anew. Its standard output does this by itself. */
    public void progress() {
        progressNs = System.nanoTime();
        if (state == ProgramStatus.State.STARTING) {
            enter(ProgramStatus.State.RUNNING);
        }
    }

    /** It never goes back: the one who gives and the one who stops it may come at once. */
    private synchronized void enter(ProgramStatus.State next) {
        if (next.compareTo(state) > 0) {
            since = Instant.now();
            state = next;
        }
    }

    /** What a producer shows of its program: {@link ProgramStatus}; nothing else, and nothing before it has one. */
    public static <F> Optional<F> facet(@Nullable Program program, Class<F> type) {
        if (type != ProgramStatus.class || program == null) {
            return Optional.empty();
        }
        ProgramStatus shown = program::status;
        return Optional.of(type.cast(shown));
    }

    /** For API and pages; returns at once. */
    public ProgramStatus.Status status() {
        String command = spec.argv().stream().map(Source::mask).collect(Collectors.joining(" "));
        synchronized (this) {
            return new ProgramStatus.Status(command, pid(), state, since, lastWords());
        }
    }

    /** The last lines of its standard error, the newest last; at most 20 of 400 bytes. */
    public List<String> lastWords() {
        return words.lines();
    }

    /** Whether it was told to stop, or ended. */
    public boolean stopping() {
        return order.get() != null || ended.isDone();
    }

    /** Why it was told to stop, or null. */
    public @Nullable String why() {
        Order told = order.get();
        return told == null ? null : told.why();
    }

    /** How it ended; completed on a thread of the supervisor, so what depends on it must not block. */
    public CompletionStage<Exit> ended() {
        return ended.minimalCompletionStage();
    }

    /**
     * Closes its standard streams and sends the polite signal to its whole group; SIGKILL follows. Idempotent: the
     * first reason stays.
     */
    public CompletionStage<Exit> stop(String why) {
        if (order.compareAndSet(null, new Order(System.nanoTime(), why)) && !ended.isDone()) {
            enter(ProgramStatus.State.ENDING);
            pipes.closeMedia();
            signal(spec.stopSignal());
            onStop.run();
        }
        return ended();
    }

    /** @param wake is run by the first {@link #stop}; must not block. Set before anybody else has the program */
    void onStop(Runnable wake) {
        onStop = wake;
    }

    /** To the group; a program that was started a moment ago may not have one yet. */
    void signal(int signal) {
        if (process.isAlive() && !posix.killGroup(pid(), signal)) {
            posix.kill(pid(), signal);
        }
    }

    /** The last of its output was taken. */
    void drained() {
        drained = true;
    }

    /** Whether it may have written something that nobody has taken yet. */
    boolean undrained() {
        return spec.output() != null && !drained;
    }

    /** Whoever is left of its group when its leader is gone. */
    void killRest() {
        posix.killGroup(pid(), Posix.SIGKILL);
    }

    boolean alive() {
        return process.isAlive();
    }

    @Nullable
    Order order() {
        return order.get();
    }

    boolean silent(long nowNs) {
        Duration silence = spec.silence();
        return silence != null && nowNs - progressNs > silence.toNanos();
    }

    Duration grace(Limits limits) {
        Duration own = spec.grace();
        return own == null ? limits.grace() : own;
    }

    long number() {
        return number;
    }

    String mark() {
        return mark;
    }

    /** Takes what it said on standard error; false when it said nothing. */
    boolean listen(byte[] buffer, long nowNs) {
        int length = pipes.errors(buffer);
        words.add(buffer, length, nowNs);
        return length > 0;
    }

    /** The end, called once by the watch. */
    void finish(Exit.How how, long nowNs) {
        words.finish(nowNs);
        pipes.closeMedia();
        pipes.closeErrors();
        enter(how == Exit.How.ABANDONED ? ProgramStatus.State.ABANDONED : ProgramStatus.State.ENDED);
        Order told = order.get();
        // One that was given up may end this very moment; nobody looks any more.
        Integer code = how == Exit.How.ABANDONED || process.isAlive() ? null : process.exitValue();
        ended.complete(new Exit(how, code, told == null ? 0 : Math.max(0, nowNs - told.sinceNs()) / 1_000_000));
    }
}
