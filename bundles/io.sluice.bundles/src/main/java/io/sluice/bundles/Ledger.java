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
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which file of {@code HOME/deploy} each bundle was installed from. It lies in the framework's cache and shares its
 * fate: without it everything in the folder is installed anew. On the store's thread; the entries may be read anywhere.
 */
final class Ledger {
    /**
     * One bundle.
     *
     * @param file its name in the folder
     * @param stamp of the file when it was taken
     * @param modified the framework's time of the bundle's last change, milliseconds since 1970; 0: not known yet
     */
    record Entry(String symbolicName, String version, String file, String stamp, String sha256, long modified) {
        String line() {
            return String.join("\t", symbolicName, version, stamp, sha256, String.valueOf(modified), file);
        }

        static @Nullable Entry of(String line) {
            String[] parts = line.split("\t", 6);
            return parts.length == 6
                    ? new Entry(parts[0], parts[1], parts[5], parts[2], parts[3], Long.parseLong(parts[4]))
                    : null;
        }

        Entry modified(long now) {
            return new Entry(symbolicName, version, file, stamp, sha256, now);
        }

        Entry at(String otherFile, String otherStamp) {
            return new Entry(symbolicName, version, otherFile, otherStamp, sha256, modified);
        }
    }

    private final Path file;
    private volatile Map<String, Entry> entries = Map.of();

    Ledger(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            Map<String, Entry> read = new TreeMap<>();
            for (String line : Files.readAllLines(file)) {
                Entry entry = Entry.of(line);
                if (entry != null) {
                    read.put(entry.symbolicName(), entry);
                }
            }
            entries = Map.copyOf(read);
        }
    }

    @Nullable
    Entry of(String symbolicName) {
        return entries.get(symbolicName);
    }

    @Nullable
    Entry ofFile(String name) {
        return entries.values().stream()
                .filter(entry -> entry.file().equals(name))
                .findFirst()
                .orElse(null);
    }

    List<Entry> all() {
        return List.copyOf(entries.values());
    }

    void put(Entry entry) throws IOException {
        Map<String, Entry> next = new TreeMap<>(entries);
        next.put(entry.symbolicName(), entry);
        write(next);
    }

    void remove(String symbolicName) throws IOException {
        Map<String, Entry> next = new TreeMap<>(entries);
        if (next.remove(symbolicName) != null) {
            write(next);
        }
    }

    private void write(Map<String, Entry> next) throws IOException {
        List<String> lines = new ArrayList<>();
        next.values().forEach(entry -> lines.add(entry.line()));
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(draft, lines);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        entries = Map.copyOf(next);
    }
}
