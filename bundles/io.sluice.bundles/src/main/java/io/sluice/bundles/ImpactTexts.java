/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What those who watch notice when a bundle restarts, the heaviest first: of all that restart together the first row
 * that covers one of them counts. The table of docs/operations.md is this one.
 */
final class ImpactTexts {
    /**
     * One row.
     *
     * @param bundles symbolic name, or the beginning of one before a star
     */
    record Row(String bundles, String text) {
        boolean covers(String symbolicName) {
            return bundles.endsWith("*")
                    ? symbolicName.startsWith(bundles.substring(0, bundles.length() - 1))
                    : symbolicName.equals(bundles);
        }
    }

    static final String DRIVERS = "io.sluice.driver.*";
    static final String REST = "*";

    static final List<Row> ROWS = List.of(
            new Row(
                    "org.apache.felix.scr",
                    "All components restart: all connections end, all sources are opened again;"
                            + " viewers can come back within five seconds."),
            new Row(
                    "io.sluice.api",
                    "Everything of ours restarts: all connections end, all sources are opened again;"
                            + " viewers can come back within five seconds."),
            new Row(
                    "io.sluice.core",
                    "All streams end and are defined anew: viewers have to come back, sources are opened again."),
            new Row(
                    "io.sluice.net",
                    "All connections end, those of HTTP too; ports are open again within a second,"
                            + " sources that are read through them reconnect."),
            new Row(
                    "io.sluice.gateway",
                    "Connections of HTTP end (API, console, players over HTTP), and who was logged in logs in again;"
                            + " the port is open again within a second. RTSP goes on."),
            new Row(
                    "io.sluice.protocol.rtsp",
                    "Viewers over TCP stay connected and lose nothing, after a moment's pause;"
                            + " publishers, UDP and HTTP tunnels end and can come back within a second."),
            new Row("io.sluice.protocol.*", "Its own connections end; its port is open again within a second."),
            new Row(
                    DRIVERS,
                    "Its sources are opened again; their viewers stay connected and see the picture again"
                            + " from the next key unit."),
            new Row(
                    "org.apache.felix.http.jetty12",
                    "The API and the console do not answer for a moment. Streams go on."),
            new Row(
                    "io.sluice.auth",
                    "HTTP is refused for a moment, and who was logged in logs in again. Streams go on."),
            new Row("io.sluice.rest", "The API does not answer for a moment. Streams go on."),
            new Row("io.sluice.config", "Changes of the configuration wait for a moment. Streams go on."),
            new Row("org.apache.felix.webconsole", "The console does not answer for a moment. Streams go on."),
            new Row("io.sluice.console", "Pages of the console are not there for a moment. Streams go on."),
            new Row("io.sluice.bundles", "Installing bundles waits for a moment. Streams go on."),
            new Row(
                    "org.apache.felix.framework",
                    "It is the framework itself: it is replaced together with the distribution only."),
            new Row(REST, "Nothing that streams."));

    /** Without them nobody could start anything again, or the server would not count as started the next time. */
    private static final Set<String> NEEDED = Set.of(
            "io.sluice.api",
            "io.sluice.auth",
            "io.sluice.bundles",
            "io.sluice.config",
            "io.sluice.core",
            "io.sluice.gateway",
            "io.sluice.log",
            "io.sluice.net",
            "io.sluice.rest",
            "org.apache.felix.configadmin",
            "org.apache.felix.http.jetty12",
            "org.apache.felix.scr");

    /** Through them an answer goes to whoever asked for a change. */
    private static final Set<String> ANSWERING = Set.of(
            "io.sluice.console",
            "io.sluice.gateway",
            "io.sluice.net",
            "io.sluice.rest",
            "org.apache.felix.http.jetty12",
            "org.apache.felix.webconsole");

    private ImpactTexts() {}

    /** @param symbolicNames all that restart together */
    static Row heaviest(Collection<String> symbolicNames) {
        return ROWS.stream()
                .filter(row -> symbolicNames.stream().anyMatch(row::covers))
                .findFirst()
                .orElseThrow();
    }

    static boolean answering(String symbolicName) {
        return ANSWERING.contains(symbolicName);
    }

    static boolean needed(String symbolicName) {
        return NEEDED.contains(symbolicName);
    }
}
