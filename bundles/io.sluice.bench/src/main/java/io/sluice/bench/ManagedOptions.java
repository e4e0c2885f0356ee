/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How {@code ./sluice bench managed} is asked. */
record ManagedOptions(
        Path source, Path distribution, Path driver, int starts, int idleSeconds, int seconds, int viewers, Path json) {
    static final String USAGE = "managed [--quick]";

    static ManagedOptions parse(Path source, List<String> arguments) {
        boolean quick = arguments.equals(List.of("--quick"));
        if (!quick && !arguments.isEmpty()) {
            throw new IllegalArgumentException("usage: ./sluice bench " + USAGE);
        }
        return new ManagedOptions(
                source,
                source.resolve("distribution/target/sluice"),
                driver(source.resolve("bundles/io.sluice.driver.sample/target")),
                quick ? 1 : 5,
                quick ? 2 : 20,
                quick ? 2 : 8,
                quick ? 20 : 500,
                source.resolve("bundles/io.sluice.bench/target/managed.json"));
    }

    private static Path driver(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(
                            file -> file.getFileName().toString().matches("io\\.sluice\\.driver\\.sample-[^s].*\\.jar"))
                    .filter(file -> !file.toString().contains("sources"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("the sample driver is not built: nothing in " + folder, e);
        }
    }
}
