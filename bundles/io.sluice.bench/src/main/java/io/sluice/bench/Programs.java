/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts programs, each on the core it belongs to, and ends all of them at the end. */
final class Programs implements AutoCloseable {
    /** What is measured runs alone on the first core. */
    static final int SERVER_CORE = 0;

    /** Readers and publishers. */
    static final int HARNESS_CORE = 1;

    /** Wherever the system likes. */
    static final int ANY_CORE = -1;

    private static final long STOP_S = 8;

    final Path scratch;
    private final List<Process> running = new ArrayList<>();
    private int logs;

    Programs() throws IOException {
        scratch = Files.createTempDirectory("sluice-bench");
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> running.forEach(Process::destroyForcibly), "sluice-bench-end"));
    }

    /** Its output goes to a file beside; {@link Running#output} reads it. */
    Running start(int core, String name, Map<String, String> environment, List<String> command) throws IOException {
        Path output = scratch.resolve(name + "-" + ++logs + ".log");
        List<String> pinned = new ArrayList<>();
        if (core != ANY_CORE && Runtime.getRuntime().availableProcessors() > 1) {
            pinned.addAll(List.of("taskset", "-c", Integer.toString(core)));
        }
        pinned.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(pinned)
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        running.add(process);
        return new Running(process, name, output);
    }

    /** Runs a program to its end; its exit code does not matter, because gates are ours. */
    String run(int core, String name, List<String> command, long withinS) throws IOException, InterruptedException {
        Running program = start(core, name, Map.of(), command);
        if (!program.process().waitFor(withinS, TimeUnit.SECONDS)) {
            program.stop();
            throw new IOException(name + " did not end within " + withinS + " s: " + program.output());
        }
        running.remove(program.process());
        return program.output();
    }

    /** One program, its process and what it writes. */
    record Running(Process process, String name, Path log) {
        long pid() {
            return process.pid();
        }

        String output() throws IOException {
            return Files.readString(log);
        }

        /** Waits for a text in its output. */
        void await(String text, long withinMs) throws IOException {
            long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
            while (!output().contains(text)) {
                if (!process.isAlive() || System.nanoTime() > deadlineNs) {
                    throw new IOException(name + " did not say '" + text + "': " + output());
                }
                Pause.ms(20);
            }
        }

        void stop() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(STOP_S, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_S, TimeUnit.SECONDS);
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Process process : running) {
            new Running(process, "", scratch).stop();
        }
        try (var files = Files.walk(scratch)) {
            List<Path> deepestFirst =
                    files.sorted(java.util.Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }
}
