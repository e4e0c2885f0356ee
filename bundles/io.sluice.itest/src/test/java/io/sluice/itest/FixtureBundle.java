/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a bundle at run time out of test classes, as bnd would build a vendor's: components from annotations, imports
 * with the ranges of the API. Text resources make two builds of the same classes behave differently.
 */
public final class FixtureBundle {
    private final String symbolicName;
    private final String version;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();

    private FixtureBundle(String symbolicName, String version) {
        this.symbolicName = symbolicName;
        this.version = version;
    }

    public static FixtureBundle of(String symbolicName, String version) {
        return new FixtureBundle(symbolicName, version);
    }

    /** What goes in: a package of the test classes, or of the API if the bundle is to carry a private copy of it. */
    public FixtureBundle packages(String... packages) {
        return header("Private-Package", String.join(",", packages));
    }

    /** Any bnd instruction or manifest header. */
    public FixtureBundle header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public FixtureBundle text(String path, String content) {
        texts.put(path, content);
        return this;
    }

    /** Writes the bundle to {@code folder/NAME-VERSION.jar}, by a draft and a rename as an operator should. */
    public Path build(Path folder) throws Exception {
        Files.createDirectories(folder);
        Path file = folder.resolve(symbolicName + "-" + version + ".jar");
        Path draft = folder.resolve(symbolicName + "-" + version + ".tmp");
        Map<Path, String> resources = new LinkedHashMap<>();
        try (Builder builder = new Builder()) {
            builder.setClasspath(classPath());
            builder.setProperty("Bundle-SymbolicName", symbolicName);
            builder.setProperty("Bundle-Version", version);
            builder.setProperty("-exportcontents", "");
            builder.setProperty("-noimportjava", "true");
            headers.forEach(builder::setProperty);
            List<String> includes = new ArrayList<>();
            for (Map.Entry<String, String> text : texts.entrySet()) {
                Path content = Files.createTempFile(folder, "text", ".txt");
                Files.writeString(content, text.getValue(), StandardCharsets.UTF_8);
                resources.put(content, text.getKey());
                includes.add(text.getKey() + "=" + content);
            }
            if (!includes.isEmpty()) {
                builder.setProperty("-includeresource", String.join(",", includes));
            }
            Jar jar = builder.build();
            if (!builder.getErrors().isEmpty()) {
                throw new IllegalStateException(symbolicName + ": " + builder.getErrors());
            }
            jar.write(draft.toFile());
        } finally {
            for (Path content : resources.keySet()) {
                Files.delete(content);
            }
        }
        return Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static File[] classPath() {
        List<File> files = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            File file = new File(entry);
            if (file.exists()) {
                files.add(file);
            }
        }
        return files.toArray(File[]::new);
    }
}
