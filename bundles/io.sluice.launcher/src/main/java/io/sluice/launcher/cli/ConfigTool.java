/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import io.sluice.launcher.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads and changes the configuration file by the programs in the bundle that knows it, when no server runs. */
class ConfigTool {
    private static final int LIMIT_S = 60;

    private final Path file;

    ConfigTool(Path file) {
        this.file = file;
    }

    /** Sets keys of the row of {@code auth.users} with this name, or adds it. */
    void setUser(String name, Object row) throws CommandFailedException {
        run("EditFile", Json.write(row), "auth", "users", "name=" + name);
    }

    /** The single values below the keys, masked. */
    List<String> values(String... keys) throws CommandFailedException {
        return run("ShowFile", "", keys).lines().toList();
    }

    /** The text, masked. */
    String masked() throws CommandFailedException {
        return run("ShowFile", "");
    }

    private String run(String program, String input, String... keys) throws CommandFailedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                "io.sluice.config." + program,
                file.toString()));
        command.addAll(List.of(keys));
        try {
            // What a program says goes through files: neither pipe can fill up and stop it.
            Path out = Files.createTempFile("sluice", ".out");
            Path err = Files.createTempFile("sluice", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                try (OutputStream in = process.getOutputStream()) {
                    in.write(input.getBytes(StandardCharsets.UTF_8)); // less than a pipe holds
                }
                if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new CommandFailedException(ExitCode.START_FAILED, "reading " + file + " takes too long");
                }
                if (process.exitValue() != 0) {
                    String line = Files.readString(err).lines().findFirst().orElse("cannot change " + file);
                    throw new CommandFailedException(ExitCode.BAD_CONFIGURATION, line);
                }
                return Files.readString(out, StandardCharsets.UTF_8);
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException failed) {
            throw new CommandFailedException(ExitCode.START_FAILED, "cannot read " + file + ": " + failed);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(ExitCode.START_FAILED, "interrupted");
        }
    }
}
