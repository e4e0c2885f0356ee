/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle made by hand, so that it can be wrong. */
final class TestJar {
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    static TestJar empty() {
        return new TestJar();
    }

    static TestJar of(String symbolicName, String version) {
        return new TestJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", symbolicName)
                .header("Bundle-Version", version);
    }

    TestJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    TestJar without(String name) {
        headers.remove(name);
        return this;
    }

    TestJar entry(String name, byte... content) {
        entries.put(name, content);
        return this;
    }

    /** A class of the tests that is the bundle's activator. */
    TestJar activator(Class<?> type) throws IOException {
        String path = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
            return header("Bundle-Activator", type.getName())
                    .header("Import-Package", "org.osgi.framework")
                    .entry(path, in.readAllBytes());
        }
    }

    byte[] bytes() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        var out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
        return out.toByteArray();
    }

    InputStream stream() throws IOException {
        return new ByteArrayInputStream(bytes());
    }

    /** By a draft and a rename, as an operator should. */
    Path write(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.createDirectories(file.getParent());
        Files.write(draft, bytes());
        return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
