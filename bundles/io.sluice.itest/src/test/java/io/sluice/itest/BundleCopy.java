/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Finished bundles as other versions of themselves. */
final class BundleCopy {
    private BundleCopy() {}

    /** The same classes under another version. */
    static Path version(Path original, String version, Path copy) throws IOException {
        Path draft = copy.resolveSibling(copy.getFileName() + ".tmp");
        try (JarFile jar = new JarFile(original.toFile());
                OutputStream file = Files.newOutputStream(draft)) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (var out = new JarOutputStream(file, manifest)) {
                for (var entries = jar.entries(); entries.hasMoreElements(); ) {
                    var entry = entries.nextElement();
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME) && !entry.isDirectory()) {
                        out.putNextEntry(new ZipEntry(entry.getName()));
                        out.write(jar.getInputStream(entry).readAllBytes());
                        out.closeEntry();
                    }
                }
            }
        }
        return Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A module's jar; for bundles that are not in the distribution. */
    static Path built(String symbolicName) throws IOException {
        try (Stream<Path> files =
                Files.list(Dist.tree().resolve("bundles").resolve(symbolicName).resolve("target"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A bundle of the distribution. */
    static Path shipped(String symbolicName) {
        return Dist.bundles().stream()
                .filter(jar -> Dist.manifest(jar)
                        .get("Bundle-SymbolicName")
                        .replaceFirst(";.*", "")
                        .strip()
                        .equals(symbolicName))
                .findFirst()
                .orElseThrow(() -> new AssertionError(symbolicName + " is not in the distribution"));
    }

    /** The next version of a bundle of the distribution: the same release, another qualifier. */
    static String next(Path shipped, int count) {
        String[] parts = Dist.manifest(shipped).get("Bundle-Version").split("\\.");
        return parts[0] + "." + (parts.length > 1 ? parts[1] : "0") + "." + (parts.length > 2 ? parts[2] : "0") + ".ZZ"
                + count;
    }
}
