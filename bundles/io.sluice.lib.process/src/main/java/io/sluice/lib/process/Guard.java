/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shell that outlives us for a moment: when the JVM is killed, its standard input ends, and it kills the process
 * groups of all programs. One thread.
 */
final class Guard implements AutoCloseable {
    private static final String SCRIPT = """
            trap '' TERM INT HUP
            groups=' '
            while read -r what group; do
              case $what in
                +) groups="$groups$group " ;;
                -) groups="${groups%%" $group "*} ${groups#*" $group "}" ;;
              esac
            done
            for group in $groups; do kill -KILL -"$group" 2>/dev/null; done
            """;
    // So much fits into a pipe that nobody reads; one that got as much is replaced, so that a write never waits.
    private static final int MAX_BYTES = 32 * 1024;

    private final Launch launcher;
    private final Set<Long> groups = new LinkedHashSet<>();
    private @Nullable OutputStream input;
    private int written;

    /** @param launcher knows what puts a program into a session of its own */
    Guard(Launch launcher) {
        this.launcher = launcher;
    }

    void add(long group) {
        groups.add(group);
        tell("+ " + group + "\n");
    }

    void remove(long group) {
        if (groups.remove(group)) {
            tell("- " + group + "\n");
        }
    }

    private void tell(String line) {
        try {
            if (input == null || written > MAX_BYTES) {
                renew();
            } else {
                write(line);
            }
        } catch (IOException gone) {
            input = null; // somebody killed it; the next program brings a new one
        }
    }

    private void renew() throws IOException {
        OutputStream old = input;
        var command = new ArrayList<>(launcher.session());
        command.addAll(List.of("/bin/sh", "-c", SCRIPT, "sluice-guard"));
        var builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        input = builder.start().getOutputStream();
        written = 0;
        for (long group : groups) {
            write("+ " + group + "\n");
        }
        if (old != null) {
            retire(old);
        }
    }

    /** Its groups belong to its successor now: it must not kill them when its input ends. */
    private void retire(OutputStream old) throws IOException {
        for (long group : groups) {
            old.write(("- " + group + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        old.close();
    }

    private void write(String line) throws IOException {
        OutputStream to = input;
        if (to != null) {
            byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
            to.write(bytes);
            to.flush();
            written += bytes.length;
        }
    }

    /** Ends the shell; what is still registered is killed by it. */
    @Override
    public void close() {
        Pipes.close(input);
        input = null;
    }
}
