/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.auth;

import io.sluice.api.stream.StreamName;
import java.util.Set;

/**
 * Somebody who is known, and what they may do.
 *
 * @param name of the user; {@link #LOCAL_NAME} for a direct loopback peer without credentials
 * @param role what they may do
 * @param streams to which streams the role applies: names, or {@code prefix/*}; empty: to all
 * @param way how they were recognised
 * @param stamp changes when the user's password or rights do: see {@link Users#isCurrent}
 */
public record Identity(String name, Role role, Set<String> streams, Way way, long stamp) {
    /** Not a name that a user can have. */
    public static final String LOCAL_NAME = "";

    private static final String BELOW = "/*";

    public Identity {
        streams = Set.copyOf(streams);
    }

    /** How somebody was recognised. */
    public enum Way {
        /** Name and password, or an answer to a digest challenge. */
        PASSWORD,
        /** A token. */
        TOKEN,
        /** No credentials, but a direct peer on this machine while no user is configured. */
        LOCAL
    }

    /** Whether the role, on this stream, includes {@code wanted}. */
    public boolean may(Role wanted, StreamName stream) {
        return role.includes(wanted)
                && (streams.isEmpty() || streams.stream().anyMatch(pattern -> covers(pattern, stream.toString())));
    }

    /** Whether the role includes {@code wanted} for all streams, and with that for what belongs to no stream. */
    public boolean mayAll(Role wanted) {
        return role.includes(wanted) && streams.isEmpty();
    }

    private static boolean covers(String pattern, String name) {
        return pattern.endsWith(BELOW)
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(name);
    }
}
