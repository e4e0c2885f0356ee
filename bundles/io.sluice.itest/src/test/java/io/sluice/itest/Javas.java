/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Javas installed on this machine. */
final class Javas {
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private Javas() {}

    /** The home of the newest one below /usr/lib/jvm, or of the one this test runs on. */
    static Path newest() throws IOException {
        Path own = Path.of(System.getProperty("java.home"));
        Path folder = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(folder)) {
            return own;
        }
        try (Stream<Path> homes = Files.list(folder)) {
            return Stream.concat(Stream.of(own), homes)
                    .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .max(Comparator.comparingInt(Javas::release))
                    .orElse(own);
        }
    }

    /** 17 for a Java 17.0.15; 0 if the directory does not say. */
    static int release(Path home) {
        try {
            Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
