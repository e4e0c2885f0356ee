/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The badly behaved program, compiled once for each JVM of tests. */
final class Hostile {
    private static final Path PROGRAM = compile();

    private Hostile() {}

    static ProgramSpec spec(String... words) {
        var argv = new ArrayList<>(List.of(PROGRAM.toString()));
        argv.addAll(List.of(words));
        return ProgramSpec.of("hostile " + String.join(" ", words), argv);
    }

    private static Path compile() {
        try (InputStream source = Hostile.class.getResourceAsStream("hostile.c")) {
            Path directory = Files.createTempDirectory("hostile");
            Files.copy(source, directory.resolve("hostile.c"), StandardCopyOption.REPLACE_EXISTING);
            Path program = directory.resolve("hostile");
            Process compiler = new ProcessBuilder(
                            "cc",
                            "-O1",
                            "-o",
                            program.toString(),
                            directory.resolve("hostile.c").toString())
                    .inheritIO()
                    .start();
            assertThat(compiler.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(compiler.exitValue()).isZero();
            return program;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("the hostile program was not compiled", e);
        }
    }
}
