/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many starts and stops leave nothing behind. */
@Timeout(600)
class CyclesTest {
    private static final int CYCLES = Integer.getInteger("sluice.soak", 0) > 0 ? 500 : 48;
    private static final int AT_ONCE = 8;
    private static final List<String> KINDS = List.of(
            "polite",
            "exit",
            "grandchild",
            "grandchild-session",
            "flood-errors",
            "flood-output",
            "exit grandchild",
            "echo");

    @TempDir
    Path directory;

    @Test
    void threadsDescriptorsAndProcessesAreBackAtTheBaseline() throws Exception {
        cycles(AT_ONCE); // what the JVM opens once stays open
        long descriptors = descriptors();
        cycles(CYCLES);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while ((descriptors() > descriptors || !ours().isEmpty() || children() > 0) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(ours()).isEmpty();
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
        assertThat(children()).isZero();
    }

    private void cycles(int count) throws Exception {
        try (var programs = new Programs("cycles", directory, Limits.DEFAULT)) {
            for (int done = 0; done < count; done += AT_ONCE) {
                var started = new ArrayList<Program>();
                for (int i = 0; i < AT_ONCE; i++) {
                    started.add(
                            programs.start(Hostile.spec(KINDS.get(i).split(" ")).output(data -> {})));
                }
                for (Program program : started) {
                    program.stop("the test");
                }
                for (Program program : started) {
                    CompletableFuture<Exit> ended = program.ended().toCompletableFuture();
                    assertThat(ended.get(60, TimeUnit.SECONDS).how()).isNotEqualTo(Exit.How.ABANDONED);
                }
            }
            assertThat(programs.running()).isEmpty();
            try (Stream<Path> left = Files.list(directory)) {
                assertThat(left).isEmpty();
            }
        }
    }

    private static long children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
    }

    private static List<String> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("sluice-program-"))
                .filter(name -> name.endsWith("cycles") || name.startsWith("sluice-program-out-"))
                .toList();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
