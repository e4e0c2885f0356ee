/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a command of the script said and how it ended. */
record Command(int exitCode, String out, String err) {
    private static final int LIMIT_S = 60;

    /** Runs {@code ./sluice …} with this input and these variables more in its environment, to its end. */
    static Command run(String input, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path output = Dist.workDirectory("command");
        Path in = Files.writeString(output.resolve("in"), input);
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(0, Dist.directory().resolve("sluice").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(output.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(output.resolve("out").toFile())
                .redirectError(output.resolve("err").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("SLUICE_TOKEN");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                throw new AssertionError(String.join(" ", command) + " still runs");
            }
        } finally {
            process.destroyForcibly();
        }
        return new Command(
                process.exitValue(), Files.readString(output.resolve("out")), Files.readString(output.resolve("err")));
    }

    static Command run(String... arguments) throws IOException, InterruptedException {
        return run("", Map.of(), arguments);
    }
}
