/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.program;

import io.sluice.lib.process.Exit;
import io.sluice.lib.process.Program;
import io.sluice.lib.process.ProgramException;
import io.sluice.lib.process.ProgramSpec;
import io.sluice.lib.process.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A program that answers and ends, within a deadline; its answer is bounded.
 *
 * @param output what it wrote
 * @param code its exit code; null: it did not end by itself in time
 * @param words the last of its standard error
 */
public record ShortRun(byte[] output, @Nullable Integer code, List<String> words) {
    private static final int MAX_BYTES = 8 << 20;

    /**
     * Runs it and waits for its end.
     *
     * @throws ProgramException when it could not be started
     */
    public static ShortRun of(Programs programs, ProgramSpec spec, Duration limit)
            throws ProgramException, InterruptedException {
        return of(programs, spec, null, limit);
    }

    /** @param input for its standard input, which ends then */
    public static ShortRun of(Programs programs, ProgramSpec spec, @Nullable ByteBuffer input, Duration limit)
            throws ProgramException, InterruptedException {
        var answer = new Answer();
        ProgramSpec complete = spec.output(answer::add);
        Program program = programs.start(input == null ? complete : complete.withInput());
        long endNs = System.nanoTime() + limit.toNanos();
        // Written here: whoever does not read is stopped at the deadline, which closes the pipe and wakes the write.
        CompletionStage<Exit> ended = program.ended();
        var feeder = input == null ? null : feed(program, input);
        Exit exit = await(ended, Math.max(0, endNs - System.nanoTime()));
        if (exit == null) {
            program.stop("it took longer than " + limit.toMillis() + " ms");
        }
        if (feeder != null) {
            feeder.interrupt();
        }
        return new ShortRun(answer.bytes(), exit == null ? null : exit.code(), program.lastWords());
    }

    private static Thread feed(Program program, ByteBuffer input) {
        var thread = new Thread(() -> write(program, input), "sluice-ffmpeg-input-" + program.pid());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void write(Program program, ByteBuffer input) {
        FileChannel pipe = program.input();
        if (pipe == null) {
            return;
        }
        try (pipe) {
            while (input.hasRemaining()) {
                pipe.write(input);
            }
        } catch (IOException ended) {
            // It has read what it needed, or was stopped; its output tells.
            return;
        }
    }

    private static @Nullable Exit await(CompletionStage<Exit> ended, long limitNs) throws InterruptedException {
        try {
            return ended.toCompletableFuture().get(limitNs, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException late) {
            return null;
        }
    }

    /** Collects; who writes more than is asked for is stopped. */
    private static final class Answer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        synchronized void add(ByteBuffer data) throws IOException {
            if (bytes.size() + data.remaining() > MAX_BYTES) {
                throw new IOException("more than " + MAX_BYTES + " bytes");
            }
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            bytes.write(copy, 0, copy.length);
        }

        synchronized byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
