/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can be set: PID {@code io.sluice.net}, two keys of {@code io.sluice.tuning}.
 *
 * @param loops threads that serve connections; read at the start only
 * @param nio the JDK's selector although epoll is available; read at the start only
 * @param maxConnections accepted and open, all listeners together
 * @param maxConnectionsPerAddress accepted and open from one address; loopback is not counted
 * @param maxStrangers accepted and open whose peer has not proved who it is; loopback is counted
 * @param writeTimeoutMs how long a peer may take nothing while something is to be sent
 * @param handoverMs how long connections wait for the next version of their protocol
 * @param bindRetryMs between two attempts to listen at an address that is not free
 */
record NetSettings(
        int loops,
        boolean nio,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxStrangers,
        long writeTimeoutMs,
        long handoverMs,
        long bindRetryMs) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** Anything missing or not understood has its default. */
    static NetSettings of(Map<String, ?> properties) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new NetSettings(
                number(properties.get("loops"), cores, 1, 256),
                "nio".equals(properties.get("transport")),
                number(properties.get("max_connections"), 4096, 1, 1_000_000),
                number(properties.get("max_connections_per_address"), 256, 1, 1_000_000),
                number(properties.get("max_strangers"), 512, 1, 1_000_000),
                durationMs(properties.get("slow_close"), 10_000),
                durationMs(properties.get("handover"), 5_000),
                durationMs(properties.get("bind_retry"), 5_000));
    }

    private static int number(@Nullable Object value, int otherwise, int least, int most) {
        if (value == null) {
            return otherwise;
        }
        try {
            long number = value instanceof Number n
                    ? n.longValue()
                    : Long.parseLong(value.toString().trim());
            return number < least || number > most ? otherwise : (int) number;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static long durationMs(@Nullable Object value, long otherwise) {
        Matcher text = DURATION.matcher(value == null ? "" : value.toString().trim());
        if (!text.matches()) {
            return otherwise;
        }
        long unitMs = switch (text.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
        return Math.max(1, Long.parseLong(text.group(1)) * unitMs);
    }
}
