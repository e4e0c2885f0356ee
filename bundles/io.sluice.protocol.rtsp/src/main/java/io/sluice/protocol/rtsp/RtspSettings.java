/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.auth.Role;
import io.sluice.api.stream.Wants;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is configured.
 *
 * @param defaultQuery what a viewer wants whose URL has no filter
 * @param publishTimeout after which a publisher that sends nothing is ended
 * @param sessionTimeout after which a viewer is ended whose media travels apart and who says nothing
 * @param basic whether passwords may come readable, without TLS
 * @param udpPort even, for RTP over UDP, RTCP at the next one; 0: no UDP
 * @param groups where multicast goes
 * @param talk the role that may speak to devices; null: nobody
 */
record RtspSettings(
        String defaultQuery,
        Duration publishTimeout,
        Duration sessionTimeout,
        boolean basic,
        int udpPort,
        GroupRange groups,
        @Nullable Role talk) {
    /** What holds when nothing is configured. */
    static final RtspSettings DEFAULT = new RtspSettings(
            "", Duration.ofSeconds(15), Duration.ofSeconds(60), false, 8556, GroupRange.NONE, Role.PUBLISHER);

    private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(ms|s|m|h)");

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException naming the key and what is allowed
     */
    static RtspSettings of(Map<String, ?> properties) {
        String query = text(properties, "default_query", "");
        Wants.ofQuery(query);
        return new RtspSettings(
                query,
                time(properties, "publish_timeout", "15s"),
                sessionTimeout(properties),
                Boolean.parseBoolean(text(properties, "basic", "false")),
                udpPort(text(properties, "udp_port", "8556")),
                GroupRange.of(properties),
                talk(text(properties, "talk", "publisher")));
    }

    /** RFC 2326, 12.37: the header tells it in seconds. */
    private static Duration sessionTimeout(Map<String, ?> properties) {
        Duration timeout = time(properties, "session_timeout", "60s");
        if (timeout.toSeconds() < 1 || timeout.toDays() > 0) {
            throw new IllegalArgumentException(
                    "session_timeout: " + timeout.toMillis() + " ms is less than a second, or more than a day");
        }
        return timeout;
    }

    /** The same in whole seconds, as clients are told. */
    int sessionTimeoutS() {
        return Math.toIntExact(sessionTimeout.toSeconds());
    }

    private static int udpPort(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65_534 || port % 2 != 0) {
            throw new IllegalArgumentException(
                    "udp_port: " + text + " is no even number up to 65534, and not 0 for no UDP");
        }
        return port;
    }

    private static @Nullable Role talk(String who) {
        return switch (who) {
            case "viewer" -> Role.VIEWER;
            case "publisher" -> Role.PUBLISHER;
            case "admin" -> Role.ADMIN;
            case "nobody" -> null;
            default ->
                throw new IllegalArgumentException("talk: " + who + "; write viewer, publisher, admin or nobody");
        };
    }

    private static String text(Map<String, ?> properties, String key, String fallback) {
        Object value = properties.get(key);
        return value == null ? fallback : value.toString().strip();
    }

    /**
     * Reads a time.
     *
     * @throws IllegalArgumentException naming the key and what is allowed
     */
    static Duration time(Map<String, ?> properties, String key, String fallback) {
        String text = text(properties, key, fallback);
        Matcher found = TIME.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(key + ": " + text + " is no time; write 500ms, 5s, 2m or 1h");
        }
        double unitMs = switch (found.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
        return Duration.ofMillis((long) (Double.parseDouble(found.group(1)) * unitMs));
    }
}
