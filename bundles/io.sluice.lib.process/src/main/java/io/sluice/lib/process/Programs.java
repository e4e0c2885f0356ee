/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs of one bundle: started within a deadline, watched, and ended with all their descendants, by force where
 * they do not end by themselves, also when this JVM is killed. {@code docs/programs.md} says why it cannot hang.
 */
public final class Programs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Programs.class);
    private static final int MAX_STARTING = 64;

    private final Limits limits;
    private final String owner;
    private final String own;
    private final Semaphore places;
    private final Map<Long, Program> running = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Launch launch;
    private final Guard guard;
    private final Sweeper sweeper;
    private final Watch watch;
    private final ThreadPoolExecutor spawner;
    private volatile boolean closed;

    /**
     * Also ends what an earlier life left in the same directory.
     *
     * @param name of the bundle, for thread names
     * @param directory of this bundle alone; each program gets one of its own below, deleted with it
     * @throws ProgramException when there is no such directory
     */
    public Programs(String name, Path directory, Limits limits) throws ProgramException {
        this(name, directory, limits, Launch.PLACES);
    }

    Programs(String name, Path directory, Limits limits, List<Path> tools) throws ProgramException {
        this.limits = limits;
        owner = Integer.toHexString(directory.toAbsolutePath().normalize().hashCode()) + "-";
        own = owner + ProcessHandle.current().pid() + "-";
        places = new Semaphore(limits.programs());
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ProgramException(ProgramException.Cause.FAILED, "no directory for programs: " + e.getMessage());
        }
        var posix = new Posix();
        launch = new Launch(posix, directory, tools);
        guard = new Guard(launch);
        sweeper = new Sweeper(posix, directory, "sluice-program-sweep-" + name);
        watch = new Watch(limits, sweeper, "sluice-program-watch-" + name, this::over);
        // Never ends by itself: what it forked dies with this thread (PR_SET_PDEATHSIG).
        spawner = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_STARTING), task -> {
            var made = new Thread(task, "sluice-program-spawn-" + name);
            made.setDaemon(true);
            return made;
        });
        spawner.execute(this::sweepLeftovers);
    }

    private void sweepLeftovers() {
        int killed = sweeper.leftovers(owner, own);
        if (killed > 0) {
            LOG.atWarn()
                    .addKeyValue("event", "program.leftover")
                    .log("Ended {} processes that an earlier run of this server left behind", killed);
        }
    }

    /**
     * Starts a program. Waits for the system at most {@link Limits#start()}.
     *
     * @throws ProgramException when it was not started; nothing is left of the attempt. UNSUPPORTED: this machine lacks
     *     what supervises programs; it is looked for again at each start
     */
    public Program start(ProgramSpec spec) throws ProgramException {
        Path executable = Path.of(spec.argv().get(0));
        if (closed) {
            throw new ProgramException(ProgramException.Cause.CLOSED, spec.name() + " is not started any more");
        }
        if (!Files.isRegularFile(executable) || !Files.isExecutable(executable)) {
            throw new ProgramException(
                    ProgramException.Cause.NOT_FOUND, executable + " is not there or may not be executed");
        }
        launch.check();
        if (!places.tryAcquire()) {
            throw new ProgramException(
                    ProgramException.Cause.TOO_MANY,
                    limits.programs() + " programs run already, as many as may; " + spec.name() + " is not started");
        }
        return await(spec, submit(spec));
    }

    private CompletableFuture<Program> submit(ProgramSpec spec) throws ProgramException {
        var started = new CompletableFuture<Program>();
        try {
            spawner.execute(() -> spawn(spec, started));
        } catch (RejectedExecutionException e) {
            places.release();
            throw new ProgramException(ProgramException.Cause.FAILED, spec.name() + ": too many starts wait already");
        }
        return started;
    }

    private Program await(ProgramSpec spec, CompletableFuture<Program> started) throws ProgramException {
        try {
            return started.get(limits.start().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ProgramException(
                    ProgramException.Cause.FAILED, spec.name() + " did not start: " + e.getMessage());
        } catch (TimeoutException e) {
            started.thenAccept(late -> late.stop("it started too late"));
            throw new ProgramException(
                    ProgramException.Cause.FAILED,
                    spec.name() + " did not start within " + limits.start().toSeconds() + " s");
        } catch (InterruptedException e) {
            started.thenAccept(late -> late.stop("nobody waits for it any more"));
            Thread.currentThread().interrupt();
            throw new ProgramException(ProgramException.Cause.CLOSED, spec.name() + ": the start was cancelled");
        }
    }

    private void spawn(ProgramSpec spec, CompletableFuture<Program> started) {
        long number = numbers.incrementAndGet();
        Program program;
        try {
            program = launch.start(spec, number, own + number, line -> LOG.info("{}: {}", spec.name(), line));
        } catch (IOException | RuntimeException e) {
            places.release();
            started.completeExceptionally(e);
            return;
        }
        running.put(number, program);
        guard.add(program.pid());
        program.onStop(() -> watch.stops(program));
        watch.add(program);
        if (spec.output() != null && program.output() != null) {
            OutputPump.start(program.output(), spec.output(), program);
        }
        started.complete(program);
        if (closed) {
            program.stop("the bundle ends");
        }
    }

    /** Called by the watch when a program has ended or was given up. */
    private void over(Program program) {
        running.remove(program.number());
        places.release();
        if (program.alive()) {
            LOG.atWarn()
                    .addKeyValue("event", "program.abandoned")
                    .log(
                            "{} (process {}) does not end even by SIGKILL within {} s; it is given up",
                            program.name(),
                            program.pid(),
                            limits.abandon().toSeconds());
            return; // the guard still kills it when the server goes
        }
        try {
            spawner.execute(() -> guard.remove(program.pid()));
        } catch (RejectedExecutionException e) {
            LOG.debug("{} stays with the guard", program.name()); // closing, or the spawner hangs
        }
    }

    /** Those that run now. */
    public Collection<Program> running() {
        return List.copyOf(running.values());
    }

    /** Ends all of them at once and waits for it, at most a second longer than {@link Limits#abandon()}. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        var ends = new ArrayList<CompletableFuture<Exit>>();
        for (Program program : running()) {
            ends.add(program.stop("the bundle ends").toCompletableFuture());
        }
        Duration most = limits.abandon().plusSeconds(1);
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Not all programs ended within {} s", most.toSeconds());
        }
        watch.close();
        sweeper.close();
        spawner.execute(guard::close);
        spawner.shutdown();
    }
}
