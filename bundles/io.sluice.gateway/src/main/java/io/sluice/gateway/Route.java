/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.http.Gateway;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a servlet lets through.
 *
 * @param role for all streams; null: whoever is known
 * @param bodyBytes the longest body
 */
record Route(@Nullable Role role, long bodyBytes) {
    private static final long BODY_BYTES = 1024 * 1024;
    /** Of servlets that say nothing: the safe side. */
    static final Route DEFAULT = new Route(Role.ADMIN, BODY_BYTES);

    /** A role that is misspelt counts as none: administrators only. */
    static Route of(Map<String, ?> properties) {
        Object body = properties.get(Gateway.BODY_MAX);
        long bodyBytes = body instanceof Number number && number.longValue() >= 0 ? number.longValue() : BODY_BYTES;
        String role = String.valueOf(properties.get(Gateway.ROLE)).toLowerCase(Locale.ROOT);
        return switch (role) {
            case Gateway.ANYBODY_KNOWN -> new Route(null, bodyBytes);
            case "viewer" -> new Route(Role.VIEWER, bodyBytes);
            case "publisher" -> new Route(Role.PUBLISHER, bodyBytes);
            default -> new Route(Role.ADMIN, bodyBytes);
        };
    }

    Route withBody(long bytes) {
        return new Route(role, bytes);
    }

    boolean admits(Identity identity) {
        return role == null || identity.mayAll(role);
    }

    /** For people. */
    String wanted() {
        return role == null ? "any user" : "role " + role.name().toLowerCase(Locale.ROOT) + " for all streams";
    }
}
