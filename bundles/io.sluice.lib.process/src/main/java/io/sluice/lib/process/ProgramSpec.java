/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to start. There is never a shell: each argument arrives as it is.
 *
 * @param name for the log and thread names, without credentials
 * @param argv absolute path of the program, then its arguments
 * @param environment all that it gets; nothing is inherited
 * @param output takes its standard output; null: it has none
 * @param input whether {@link Program#input()} is its standard input; otherwise it reads an end of file
 * @param silence after so long without {@link Program#progress()} it is stopped; null: never
 * @param stopSignal the polite one, 1 to 31
 * @param grace between the polite signal and SIGKILL; null: as the {@link Limits} say
 */
public record ProgramSpec(
        String name,
        List<String> argv,
        Map<String, String> environment,
        @Nullable OutputSink output,
        boolean input,
        @Nullable Duration silence,
        int stopSignal,
        @Nullable Duration grace) {
    /** Checked: the program by an absolute path, no zero bytes, a signal that exists. */
    public ProgramSpec {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty() || !Path.of(argv.get(0)).isAbsolute()) {
            throw new IllegalArgumentException("a program is named by its absolute path");
        }
        if (argv.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("an argument has a zero byte");
        }
        if (stopSignal < 1 || stopSignal > 31) {
            throw new IllegalArgumentException("signal " + stopSignal + " does not exist; allowed are 1 to 31");
        }
    }

    /** A program without standard input and output that is ended by SIGTERM. */
    public static ProgramSpec of(String name, List<String> argv) {
        return new ProgramSpec(name, argv, Map.of(), null, false, null, Posix.SIGTERM, null);
    }

    /** With its standard output. */
    public ProgramSpec output(OutputSink sink) {
        return new ProgramSpec(name, argv, environment, sink, input, silence, stopSignal, grace);
    }

    /** With a standard input. */
    public ProgramSpec withInput() {
        return new ProgramSpec(name, argv, environment, output, true, silence, stopSignal, grace);
    }

    /** With variables in its environment. */
    public ProgramSpec environment(Map<String, String> variables) {
        return new ProgramSpec(name, argv, variables, output, input, silence, stopSignal, grace);
    }

    /** Stopped when it makes no progress for so long. */
    public ProgramSpec silence(Duration limit) {
        return new ProgramSpec(name, argv, environment, output, input, limit, stopSignal, grace);
    }

    /** With another polite signal and another time until SIGKILL. */
    public ProgramSpec stop(int signal, @Nullable Duration time) {
        return new ProgramSpec(name, argv, environment, output, input, silence, signal, time);
    }
}
