/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts one program: its directory, its pipes, its session. Runs on the spawner's thread. */
final class Launch {
    /** Where the programs are that start others. */
    static final List<Path> PLACES = List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/local/bin"));

    private final Posix posix;
    private final Path directory;
    private final List<Path> places;
    /** Null until it was found. */
    private volatile @Nullable Prefix prefix;

    /** What stands before a program's own command. */
    private record Prefix(List<String> session, List<String> dependent) {}

    /** @param places where setsid and setpriv are looked for */
    Launch(Posix posix, Path directory, List<Path> places) {
        this.posix = posix;
        this.directory = directory;
        this.places = places;
    }

    /**
     * Looks for what programs are started with, until it is there.
     *
     * @throws ProgramException UNSUPPORTED when this machine has no setsid, with what to install
     */
    void check() throws ProgramException {
        if (prefix != null) {
            return;
        }
        Path setsid = find("setsid");
        if (setsid == null) {
            throw new ProgramException(
                    ProgramException.Cause.UNSUPPORTED,
                    "programs need setsid, which is not here; install util-linux (Debian: apt-get install util-linux)");
        }
        List<String> session = List.of(setsid.toString());
        prefix = new Prefix(session, dependent(find("setpriv"), session));
    }

    private Prefix prefix() throws IOException {
        Prefix found = prefix;
        if (found == null) {
            throw new IOException("setsid was not looked for");
        }
        return found;
    }

    /** What puts a program into a session of its own; {@link #check} has found it. */
    List<String> session() throws IOException {
        return prefix().session;
    }

    // PR_SET_PDEATHSIG is bound to the thread that forks: the spawner's, which lives as long as programs may run.
    private static List<String> dependent(@Nullable Path setpriv, List<String> session) {
        var command = new ArrayList<String>();
        if (setpriv != null) {
            command.addAll(List.of(setpriv.toString(), "--no-new-privs", "--pdeathsig", "KILL"));
        }
        command.addAll(session);
        return List.copyOf(command);
    }

    private @Nullable Path find(String program) {
        return places.stream()
                .map(place -> place.resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    Program start(ProgramSpec spec, long number, String mark, Consumer<String> log) throws IOException {
        Path own = Files.createDirectories(
                directory.resolve(mark),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (var errors = new Fifo(posix, own.resolve("errors"));
                Fifo output = spec.output() == null ? null : new Fifo(posix, own.resolve("output"));
                Fifo input = spec.input() ? new Fifo(posix, own.resolve("input")) : null) {
            var pipes = new Pipes(reader(output), writer(input), errors(errors));
            try {
                Process process = builder(spec, mark, own)
                        .redirectInput(
                                input == null
                                        ? new File("/dev/null")
                                        : input.path().toFile())
                        .redirectOutput(
                                output == null
                                        ? new File("/dev/null")
                                        : output.path().toFile())
                        .redirectError(errors.path().toFile())
                        .start();
                return new Program(spec, number, mark, process, pipes, new LastWords(log), posix);
            } catch (IOException | RuntimeException e) {
                pipes.closeMedia();
                pipes.closeErrors();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            Sweeper.delete(own);
            throw e;
        }
    }

    private ProcessBuilder builder(ProgramSpec spec, String mark, Path own) throws IOException {
        var command = new ArrayList<>(prefix().dependent);
        command.addAll(spec.argv());
        var builder = new ProcessBuilder(command).directory(own.toFile());
        builder.environment().clear();
        builder.environment().putAll(spec.environment());
        builder.environment().put(Sweep.VARIABLE, mark);
        return builder;
    }

    private static @Nullable FileChannel reader(@Nullable Fifo fifo) throws IOException {
        return fifo == null ? null : fifo.reader();
    }

    private static @Nullable FileChannel writer(@Nullable Fifo fifo) throws IOException {
        return fifo == null ? null : fifo.writer();
    }

    private static FileInputStream errors(Fifo fifo) throws IOException {
        return fifo.polled();
    }
}
