/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at {@code HOME/deploy}. A file counts when two looks find it the same, so that nothing half-written is taken;
 * it is gone when two looks do not find it, so that a rename is no removal. On the store's thread.
 */
final class DeployFolder {
    private final Path folder;
    private Map<String, Found> last = Map.of();
    private Set<String> absent = Set.of();

    /** A file as it is now. */
    record Found(String name, String stamp, long modifiedMs) {}

    DeployFolder(Path folder) {
        this.folder = folder;
    }

    /** What tells one content of a file from another, without reading it. */
    static String stamp(Path file) throws IOException {
        return stamp(Files.readAttributes(file, BasicFileAttributes.class));
    }

    private static String stamp(BasicFileAttributes file) {
        return file.size() + "/" + file.lastModifiedTime() + "/" + file.fileKey();
    }

    /** Whether the file is there now. */
    boolean has(String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /**
     * Looks once.
     *
     * @param expected names of files that should be there
     */
    Look look(Set<String> expected) throws IOException {
        Map<String, Found> now = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path file : files) {
                find(file, now);
            }
        }
        List<Found> settled = new ArrayList<>(now.values());
        settled.removeIf(found -> !found.equals(last.get(found.name())));
        settled.sort(Comparator.comparingLong(Found::modifiedMs).thenComparing(Found::name));
        Set<String> missing = new HashSet<>(expected);
        missing.removeAll(now.keySet());
        Set<String> gone = new HashSet<>(missing);
        gone.retainAll(absent);
        last = now;
        absent = missing;
        return new Look(settled, gone, now.keySet());
    }

    private static void find(Path file, Map<String, Found> now) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            String name = String.valueOf(file.getFileName());
            if (attributes.isRegularFile() && !name.startsWith(".")) {
                now.put(
                        name,
                        new Found(
                                name,
                                stamp(attributes),
                                attributes.lastModifiedTime().toMillis()));
            }
        } catch (NoSuchFileException e) {
            // deleted since it was listed
        }
    }

    /**
     * What one look gave.
     *
     * @param settled files that have not changed since the last look, older ones first
     * @param gone expected ones that were not there in this look and the last
     * @param names of all files
     */
    record Look(List<Found> settled, Set<String> gone, Set<String> names) {}
}
