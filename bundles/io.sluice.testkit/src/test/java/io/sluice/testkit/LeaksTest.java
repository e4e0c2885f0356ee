/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaksTest {
    @Test
    void seesThreadsFilesSocketsAndChildProcesses(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("held"));
        Leaks.Snapshot before = Leaks.ofThisJvm();
        var release = new CountDownLatch(1);
        var thread = new Thread(
                () -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "sluice-leak-42");
        thread.start();
        Process child = new ProcessBuilder("sleep", "60").start();
        try (var held = new FileInputStream(file.toFile());
                var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Leaks.Snapshot now = Leaks.ofThisJvm();

            assertThat(held.available()).isZero();
            assertThat(now.since(before))
                    .contains("+1 thread sluice-leak-#", "+1 file " + file)
                    .anyMatch(line -> line.startsWith("+1 socket tcp") && line.endsWith(":" + listener.getLocalPort()))
                    .anyMatch(line -> line.startsWith("+1 child process") && line.contains("sleep"));
            assertThat(now.descriptors()).isGreaterThan(before.descriptors());
        } finally {
            release.countDown();
            child.destroyForcibly().waitFor();
            thread.join();
        }
        Leaks.awaitNothingSince(before, Leaks::ofThisJvm);
    }

    @Test
    void looksIntoAnotherProcess() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            Await.until(
                    "sleep runs",
                    Duration.ofSeconds(10),
                    () -> Leaks.of(child.pid()).threads().containsKey("sleep"));
            assertThat(Leaks.of(child.pid()).threadCount()).isEqualTo(1);
            assertThat(Leaks.of(child.pid()).descriptors()).isEqualTo(3);
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(Leaks.of(child.pid()).threadCount()).isZero();
    }

    @Test
    void whatIsAwaitedInVainIsSaid() {
        assertThatThrownBy(() -> Await.until("the moon is blue", Duration.ofMillis(20), () -> false))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the moon is blue: not within 20 ms");
        assertThatThrownBy(() -> Await.never("it rains", Duration.ofSeconds(5), () -> true))
                .isInstanceOf(AssertionError.class)
                .hasMessage("it rains: happened, and must not");
    }

    @Test
    void portsAreFreeAndDiffer() throws Exception {
        int one = Ports.free();
        int two = Ports.free();

        assertThat(one).isNotEqualTo(two);
        try (var listener = new ServerSocket(one, 1, InetAddress.getLoopbackAddress())) {
            assertThat(listener.getLocalPort()).isEqualTo(one);
            assertThat(Ports.isFree(one)).isFalse();
        }
        assertThat(Ports.isFree(one)).isTrue();
    }
}
