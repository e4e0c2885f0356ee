/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.osgi.framework.Constants;

/**
 * One jar of {@code system/NN}.
 *
 * @param startLevel the NN
 * @param fingerprint changes when the file's content does; tells versions apart, proves nothing about their origin
 */
record SystemJar(Path file, String symbolicName, int startLevel, String fingerprint) {
    static final String LOCATION_PREFIX = "system:";

    /** Independent of the file's name: a jar of another version updates the bundle instead of joining it. */
    String location() {
        return LOCATION_PREFIX + symbolicName;
    }

    /** All jars of the distribution in the order of start level and name. */
    static List<SystemJar> list(Path system) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(system, 2)) {
            files = tree.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
        List<SystemJar> jars = new ArrayList<>();
        for (Path file : files) {
            jars.add(of(file));
        }
        return jars;
    }

    private static SystemJar of(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        int level = Integer.parseInt(String.valueOf(folder == null ? null : folder.getFileName()));
        return new SystemJar(file, symbolicName(file), level, fingerprint(file));
    }

    private static String symbolicName(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), false, ZipFile.OPEN_READ)) {
            Manifest manifest = jar.getManifest();
            String header =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (header == null) {
                throw new IOException(file + " is no bundle");
            }
            int parameters = header.indexOf(';');
            return (parameters < 0 ? header : header.substring(0, parameters)).strip();
        }
    }

    /** CRC-32 is native code from the first call on; SHA-256 in a cold JVM costs half a second of every start. */
    private static String fingerprint(Path file) throws IOException {
        CRC32 crc = new CRC32();
        byte[] content = Files.readAllBytes(file);
        crc.update(content, 0, content.length);
        return content.length + "-" + Long.toHexString(crc.getValue());
    }
}
