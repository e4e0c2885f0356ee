/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds processes by the mark in their environment: those that left the program's process group still carry it. Reading
 * the environment of a process that hangs in the kernel may hang too, so this runs on a thread that nobody waits for
 * without a deadline.
 */
final class Sweep {
    /** Name of the variable that marks all descendants of a program. */
    static final String VARIABLE = "SLUICE_PROGRAM";

    private static final byte[] MARK = (VARIABLE + "=").getBytes(StandardCharsets.US_ASCII);

    private final Posix posix;

    Sweep(Posix posix) {
        this.posix = posix;
    }

    /** Kills every process whose mark is wanted; says how many there were. */
    int kill(Predicate<String> wanted) {
        int killed = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String mark = mark(process);
                if (mark != null && wanted.test(mark) && kill(process)) {
                    killed++;
                }
            }
        } catch (IOException e) {
            return killed; // no /proc, or it went away: then nothing is found
        }
        return killed;
    }

    private boolean kill(Path process) {
        return posix.kill(Long.parseLong(process.getFileName().toString()), Posix.SIGKILL);
    }

    private static @Nullable String mark(Path process) {
        byte[] environment;
        try {
            environment = Files.readAllBytes(process.resolve("environ"));
        } catch (IOException e) {
            return null; // gone, or another user's
        }
        for (int start = 0; start < environment.length; ) {
            int end = start;
            while (end < environment.length && environment[end] != 0) {
                end++;
            }
            if (startsWithMark(environment, start, end)) {
                int value = start + MARK.length;
                return new String(environment, value, end - value, StandardCharsets.US_ASCII);
            }
            start = end + 1;
        }
        return null;
    }

    private static boolean startsWithMark(byte[] environment, int start, int end) {
        if (end - start < MARK.length) {
            return false;
        }
        for (int i = 0; i < MARK.length; i++) {
            if (environment[start + i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }
}
