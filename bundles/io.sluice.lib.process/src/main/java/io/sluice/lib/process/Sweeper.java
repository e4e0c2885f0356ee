/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What is left of programs: processes outside their group, and their directories. On a thread of its own. */
final class Sweeper {
    private static final int MAX_WAITING = 256;
    // One that was forked while we looked is found the next time; a killed one needs a moment, and a processor, to go.
    private static final long AGAIN_NS = 2_000_000;
    private static final long MOST_NS = 500_000_000;

    private final Sweep sweep;
    private final Path directory;
    private final ThreadPoolExecutor thread;

    Sweeper(Posix posix, Path directory, String name) {
        this.sweep = new Sweep(posix);
        this.directory = directory;
        thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
            var made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** How many processes with the mark were found and killed; fails when too much waits already. */
    CompletableFuture<Integer> sweep(String mark) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        int killed = sweepAll(mark);
                        delete(directory.resolve(mark));
                        return killed;
                    },
                    thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private int sweepAll(String mark) {
        int first = sweep.kill(mark::equals);
        int found = first;
        long beganNs = System.nanoTime();
        while (found > 0 && System.nanoTime() - beganNs < MOST_NS) {
            LockSupport.parkNanos(AGAIN_NS);
            found = sweep.kill(mark::equals);
        }
        return first;
    }

    /** What an earlier life of this server left behind when it was killed; says how many processes there were. */
    int leftovers(String owner, String own) {
        int killed = sweep.kill(mark -> mark.startsWith(owner) && !mark.startsWith(own));
        try (Stream<Path> entries = Files.list(directory)) {
            entries.filter(entry -> entry.getFileName().toString().startsWith(owner))
                    .filter(entry -> !entry.getFileName().toString().startsWith(own))
                    .forEach(Sweeper::delete);
        } catch (IOException e) {
            return killed; // it is in nobody's way
        }
        return killed;
    }

    static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // Another process of the program may still write there; the next start deletes it.
        }
    }

    void close() {
        thread.shutdown();
    }
}
