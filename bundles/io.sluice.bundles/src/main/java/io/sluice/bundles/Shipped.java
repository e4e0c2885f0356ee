/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** The bundles of the distribution, {@code system/NN/*.jar}. */
final class Shipped {
    /** The launcher's location of a shipped bundle begins so. */
    static final String LOCATION = "system:";

    /** One of them. */
    record Item(Path jar, Version version) {}

    private final Map<String, Item> items;

    private Shipped(Map<String, Item> items) {
        this.items = items;
    }

    /** @param distribution null when the server did not come as a distribution */
    static Shipped of(@Nullable Path distribution) throws IOException {
        Path system = distribution == null ? null : distribution.resolve("system");
        if (system == null || !Files.isDirectory(system)) {
            return new Shipped(Map.of());
        }
        List<Path> files;
        try (Stream<Path> tree = Files.walk(system, 2)) {
            files = tree.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        Map<String, Item> items = new TreeMap<>();
        for (Path file : files) {
            add(items, file);
        }
        return new Shipped(Map.copyOf(items));
    }

    private static void add(Map<String, Item> items, Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            Attributes headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name != null) {
                Version version = Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION));
                items.put(name.replaceFirst(";.*", "").strip(), new Item(file, version));
            }
        }
    }

    @Nullable
    Item item(String symbolicName) {
        return items.get(symbolicName);
    }

    Set<String> names() {
        return items.keySet();
    }
}
