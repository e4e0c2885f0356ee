/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The properties the framework starts with: the distribution's {@code conf/sluice.properties}, in which
 * {@code ${sluice.home}} and {@code ${sluice.dist}} stand for the directories, and what the command line said.
 */
final class FrameworkSettings {
    private static final String PROTOCOLS = "sluice.startup.protocols";

    private final Map<String, String> values = new TreeMap<>();

    private FrameworkSettings() {}

    /** @param stopped symbolic names of bundles that are not started */
    static FrameworkSettings of(Path distribution, RunOptions options, String version, Set<String> stopped)
            throws IOException {
        FrameworkSettings settings = new FrameworkSettings();
        Map<String, String> known = Map.of(
                "sluice.home", options.home().toString(),
                "sluice.dist", distribution.toString(),
                "sluice.config", options.config().toString(),
                "sluice.set", String.join("\n", options.settings()),
                "sluice.dev", String.valueOf(options.dev()),
                "sluice.version", version);
        Properties file = new Properties();
        try (Reader reader =
                Files.newBufferedReader(distribution.resolve("conf").resolve("sluice.properties"))) {
            file.load(reader);
        }
        for (String name : file.stringPropertyNames()) {
            settings.values.put(name, expand(file.getProperty(name), options.home(), distribution));
        }
        settings.values.putAll(known);
        // Nobody waits for a protocol whose bundle the operator stopped.
        settings.values.computeIfPresent(
                PROTOCOLS,
                (key, protocols) -> Stream.of(protocols.split(","))
                        .filter(protocol -> !stopped.contains("io.sluice.protocol." + protocol.strip()))
                        .collect(Collectors.joining(",")));
        return settings;
    }

    private static String expand(String value, Path home, Path distribution) {
        return value.replace("${sluice.home}", home.toString()).replace("${sluice.dist}", distribution.toString());
    }

    Map<String, String> values() {
        return Map.copyOf(values);
    }

    /** The names in {@code sluice.startup.parts}: without a report of each the server is not up. */
    List<String> startupParts() {
        String parts = values.getOrDefault("sluice.startup.parts", "");
        return parts.isBlank() ? List.of() : List.of(parts.strip().split("\\s*,\\s*"));
    }

    long startupTimeoutMs() {
        return Long.parseLong(values.getOrDefault("sluice.startup.timeoutMs", "15000"));
    }
}
