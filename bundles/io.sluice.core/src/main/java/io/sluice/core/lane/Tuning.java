/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.lane;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every time-out and limit in one place: PID {@code io.sluice.tuning}. Tests set them; nothing sleeps.
 *
 * @param hold how long viewers stay connected while nothing flows
 * @param linger how long a source runs on after its last viewer
 * @param lingerLocal the same for a source that reads from a stream of this server
 * @param open deadline of a driver's open
 * @param close deadline of a producer's close
 * @param start default of how long a join may take
 * @param handover how long what a stopped bundle handed over waits for its next version
 * @param stall after which a track that gives nothing is judged stalled
 * @param checkInterval how often the invariants are checked
 * @param retry when a source is tried again
 * @param maxStreams most streams defined at once
 * @param maxViewers most viewers at once in all streams
 */
public record Tuning(
        Duration hold,
        Duration linger,
        Duration lingerLocal,
        Duration open,
        Duration close,
        Duration start,
        Duration handover,
        Duration stall,
        Duration checkInterval,
        Retry retry,
        int maxStreams,
        int maxViewers) {

    /**
     * The one retry policy.
     *
     * @param first delay before the second attempt
     * @param factor by which each delay grows
     * @param cap longest delay
     * @param reset good media for this long starts the policy anew
     * @param jitter share by which a delay is varied at random, 0.2 = ± 20 %
     * @param authTries attempts with refused credentials in {@code authWindow}
     * @param authWindow see there
     */
    public record Retry(
            Duration first,
            double factor,
            Duration cap,
            Duration reset,
            double jitter,
            int authTries,
            Duration authWindow) {}

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

    /** What holds when nothing is configured. */
    public static final Tuning DEFAULT = of(Map.of());

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException naming the key, its value and what is allowed
     */
    public static Tuning of(Map<String, ?> properties) {
        var retry = new Retry(
                time(properties, "retry.first", "500ms"),
                number(properties, "retry.factor", 1.6, 1, 10),
                time(properties, "retry.cap", "30s"),
                time(properties, "retry.reset", "30s"),
                number(properties, "retry.jitter", 0.2, 0, 1),
                (int) number(properties, "retry.auth_tries", 3, 1, 1000),
                time(properties, "retry.auth_window", "5m"));
        return new Tuning(
                time(properties, "hold", "30s"),
                time(properties, "linger", "5s"),
                time(properties, "linger_local", "0s"),
                time(properties, "open", "10s"),
                time(properties, "close", "3s"),
                time(properties, "start", "10s"),
                time(properties, "handover", "5s"),
                time(properties, "stall", "5s"),
                time(properties, "check_interval", "10s"),
                retry,
                (int) number(properties, "max_streams", 4096, 1, 1_000_000),
                (int) number(properties, "max_viewers", 4096, 1, 1_000_000));
    }

    private static Duration time(Map<String, ?> properties, String key, String fallback) {
        Object value = properties.get(key);
        String text = value == null ? fallback : value.toString().strip();
        Matcher found = TIME.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "tuning." + key + ": " + text + " is no time; write 500ms, 5s, 2m or 1h");
        }
        long count = Long.parseLong(found.group(1));
        return switch (found.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private static double number(Map<String, ?> properties, String key, double fallback, double least, double most) {
        Object value = properties.get(key);
        if (value == null) {
            return fallback;
        }
        try {
            double number = Double.parseDouble(value.toString());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with what is allowed.
        }
        throw new IllegalArgumentException(
                "tuning." + key + ": " + value + " is not between " + least + " and " + most);
    }
}
