/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The finished distribution, and places for a test to work in. */
public final class Dist {
    private Dist() {}

    /** {@code distribution/target/sluice}. */
    public static Path directory() {
        return Path.of(required("sluice.itest.dist"));
    }

    /** The source tree. */
    public static Path tree() {
        return Path.of(required("sluice.itest.tree"));
    }

    /** A new empty directory below {@code target/it}; kept after the test for whoever looks for a reason. */
    public static Path workDirectory(String name) {
        try {
            Path work = Files.createDirectories(Path.of(required("sluice.itest.work")));
            return Files.createTempDirectory(work, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bundles, {@code system/NN/*.jar}, in the order of start. */
    public static List<Path> bundles() {
        try (Stream<Path> files = Files.walk(directory().resolve("system"), 2)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The driver of the guide, which is not in the distribution. */
    static Path sampleDriver() throws IOException {
        try (Stream<Path> files = Files.list(tree().resolve("bundles/io.sluice.driver.sample/target"))) {
            return files.filter(file -> file.getFileName().toString().matches("io\\.sluice\\.driver\\.sample-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the sample driver is not built"));
        }
    }

    /** The main attributes of a jar's manifest, by name. */
    static Map<String, String> manifest(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Map<String, String> headers = new TreeMap<>();
            file.getManifest()
                    .getMainAttributes()
                    .forEach((name, value) -> headers.put(name.toString(), value.toString()));
            return headers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int startLevel(Path bundle) {
        return Integer.parseInt(bundle.getParent().getFileName().toString());
    }

    /** {@code conf/sluice.properties} for a server in {@code home}. */
    static Map<String, String> properties(Path home) {
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(directory().resolve("conf/sluice.properties"))) {
            file.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> properties = new TreeMap<>();
        for (String name : file.stringPropertyNames()) {
            properties.put(
                    name,
                    file.getProperty(name)
                            .replace("${sluice.home}", home.toString())
                            .replace("${sluice.dist}", directory().toString()));
        }
        return properties;
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException(
                    property + " is set by the build: mvn -pl bundles/io.sluice.itest -am verify");
        }
        return value;
    }
}
