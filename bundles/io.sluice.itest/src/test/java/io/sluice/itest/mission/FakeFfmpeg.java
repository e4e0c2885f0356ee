/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.mission;

import io.sluice.itest.Dist;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** What a server takes for its ffmpeg: the real one, which can be told to misbehave, in a directory of its own. */
final class FakeFfmpeg implements AutoCloseable {
    private final Path directory = Dist.workDirectory("ffmpeg");

    FakeFfmpeg() throws IOException {
        Files.createSymbolicLink(directory.resolve("real"), Path.of("/usr/bin/ffmpeg"));
        Files.createSymbolicLink(directory.resolve("sleep"), Path.of("/bin/sleep"));
        Path program = Files.writeString(path(), """
                #!/bin/sh
                # Only what works for a stream misbehaves, not what asks ffmpeg what it can do.
                case "$*" in *rtsp://*) ;; *) exec /usr/bin/ffmpeg "$@" ;; esac
                dir=%s
                [ -f "$dir/behaviour" ] && . "$dir/behaviour"
                exec "$dir/real" "$@"
                """.formatted(directory));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** For the configuration. */
    Path path() {
        return directory.resolve("ffmpeg");
    }

    /** From now on programs that start run this before, or instead of, the real one; see {@link Behaviour}. */
    void behave(Behaviour behaviour) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), behaviour.script);
        Files.move(next, directory.resolve("behaviour"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /** All processes that came of it and still run, those included that nobody knows any more. */
    List<ProcessHandle> running() {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .filter(this::isOurs)
                    .flatMap(process -> ProcessHandle.of(
                            Long.parseLong(process.getFileName().toString()))
                            .stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOurs(Path process) {
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return line.contains(directory + "/");
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public void close() {
        running().forEach(ProcessHandle::destroyForcibly);
    }

    /** What programs do that servers hang on (mission-bugs A2). */
    enum Behaviour {
        GOOD(""),
        DEAF("trap '' TERM INT\n\"$dir/real\" \"$@\" &\nwhile :; do wait; \"$dir/sleep\" 1; done\n"),
        GRANDCHILD_HOLDS_PIPES("\"$dir/sleep\" 600 &\n"),
        GRANDCHILD_IN_OWN_SESSION("setsid \"$dir/sleep\" 600 &\n"),
        LIVES_ON_WITHOUT_CONNECTION("timeout 2 \"$dir/real\" \"$@\"\nexec \"$dir/sleep\" 600\n"),
        FLOODS_ITS_ERRORS("(while :; do printf '%01000d' 0; done) >&2 &\n"),
        ENDS_AT_ONCE("exit 0\n"),
        ENDS_AFTER_A_WHILE("exec timeout 3 \"$dir/real\" \"$@\"\n"),
        NEVER_CONNECTS("exec \"$dir/sleep\" 600\n");

        private final String script;

        Behaviour(String script) {
            this.script = script;
        }
    }
}
