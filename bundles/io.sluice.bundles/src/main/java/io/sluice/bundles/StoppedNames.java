/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Bundles that an operator stopped, in {@code HOME/conf/bundles.stopped}: the framework's own memory is a cache. */
final class StoppedNames {
    private final Path file;
    private volatile Set<String> names;

    StoppedNames(Path file) throws IOException {
        this.file = file;
        Set<String> read = new TreeSet<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    read.add(line.strip());
                }
            }
        }
        names = Set.copyOf(read);
    }

    boolean contains(String symbolicName) {
        return names.contains(symbolicName);
    }

    Set<String> all() {
        return names;
    }

    void set(String symbolicName, boolean stopped) throws IOException {
        Set<String> next = new TreeSet<>(names);
        if (stopped ? next.add(symbolicName) : next.remove(symbolicName)) {
            List<String> lines = new ArrayList<>(List.of("# Bundles that stay stopped; written by the server."));
            lines.addAll(next);
            Path draft = file.resolveSibling(file.getFileName() + ".tmp");
            Files.write(draft, lines);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            names = Set.copyOf(next);
        }
    }
}
