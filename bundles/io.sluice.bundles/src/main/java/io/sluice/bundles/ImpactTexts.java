/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.util.List;

/** What changing a shipped bundle does to those who watch. The table of docs/operations.md is this one. */
final class ImpactTexts {
    /**
     * One row.
     *
     * @param bundles symbolic name, or the beginning of one before a star
     * @param needed without it the server cannot be operated any more, so it is not stopped
     */
    record Row(String bundles, boolean needed, String text) {
        boolean covers(String symbolicName) {
            return bundles.endsWith("*")
                    ? symbolicName.startsWith(bundles.substring(0, bundles.length() - 1))
                    : symbolicName.equals(bundles);
        }
    }

    private static final String ALL_COMPONENTS = "All components stop and start again: all connections end, all sources"
            + " are opened again, viewers can come back within five seconds.";

    /** The first row that covers a bundle counts. */
    static final List<Row> ROWS = List.of(
            new Row(
                    "io.sluice.api",
                    true,
                    "Everything of ours restarts: all connections end, all sources are opened again,"
                            + " viewers can come back within five seconds."),
            new Row(
                    "io.sluice.core",
                    true,
                    "All streams end and start anew: sources are opened again, viewers have to come back."),
            new Row(
                    "io.sluice.net",
                    true,
                    "All connections end, those of HTTP too; ports are open again within a second,"
                            + " sources that were dialled through it reconnect."),
            new Row("io.netty.*", true, "All connections end, as with io.sluice.net, which restarts with it."),
            new Row(
                    "io.sluice.gateway",
                    true,
                    "HTTP and WebSocket connections end, the API, the console and this answer included;"
                            + " the port is open again within a second. RTSP goes on."),
            new Row("io.sluice.auth", true, "Logins are refused for a moment. Streams go on."),
            new Row("io.sluice.rest", true, "The HTTP API does not answer for a moment. Streams go on."),
            new Row("io.sluice.config", true, "Changes of the configuration wait for a moment. Streams go on."),
            new Row("io.sluice.bundles", true, "Installing bundles waits for a moment. Streams go on."),
            new Row("io.sluice.log", true, "Nothing that streams; messages of components are not logged for a moment."),
            new Row(
                    "io.sluice.protocol.*",
                    false,
                    "Its own connections end; its port is open again within a second. Other protocols and"
                            + " all sources go on."),
            new Row(
                    "io.sluice.driver.*",
                    false,
                    "Its own sources are opened again; their viewers stay connected and see the picture"
                            + " again from the next key unit."),
            new Row("io.sluice.*", false, "Nothing that streams."),
            new Row("org.apache.felix.scr", true, ALL_COMPONENTS),
            new Row("org.apache.felix.configadmin", true, ALL_COMPONENTS),
            new Row(
                    "org.osgi.*",
                    true,
                    "What uses it restarts, mostly all components: all connections end, viewers can come"
                            + " back within five seconds."),
            new Row(
                    "org.apache.felix.eventadmin",
                    true,
                    "Events are not posted for a moment, and what uses it restarts."),
            new Row("org.apache.felix.metatype", false, "Forms of the console are not there for a moment."),
            new Row("org.apache.felix.log", true, "Messages of components are not logged for a moment."),
            new Row(
                    "org.apache.felix.http.*",
                    true,
                    "The API and the console do not answer for a moment. Streams go on."),
            new Row("org.apache.felix.webconsole*", false, "The console does not answer for a moment. Streams go on."),
            new Row("org.apache.felix.fileinstall", false, "Configuration files in deploy wait for a moment."),
            new Row("org.apache.felix.gogo.*", false, "The shell restarts. Streams go on."),
            new Row(
                    "org.apache.felix.framework",
                    true,
                    "It is the framework itself and is replaced with the distribution only."),
            new Row("*", false, "Bundles that use it restart with it."));

    private ImpactTexts() {}

    static Row row(String symbolicName) {
        return ROWS.stream().filter(row -> row.covers(symbolicName)).findFirst().orElseThrow();
    }

    static boolean needed(String symbolicName) {
        return row(symbolicName).needed();
    }
}
