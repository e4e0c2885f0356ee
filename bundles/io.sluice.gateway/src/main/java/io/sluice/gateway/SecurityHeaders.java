/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Headers that every answer gets unless it brings its own. */
final class SecurityHeaders {
    private static final String OWN_ONLY = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
            + "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors ";
    /** Felix's pages hold scripts and styles and sort tables with eval; so nothing from elsewhere, but those. */
    private static final String CONSOLE = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'; frame-ancestors ";

    private SecurityHeaders() {}

    /** @param allowedOrigin a foreign origin that may read the answer; null: none */
    static Map<String, String> of(boolean console, GatewaySettings settings, @Nullable String allowedOrigin) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Security-Policy", (console ? CONSOLE : OWN_ONLY) + settings.frameAncestors());
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "same-origin");
        headers.put("Cache-Control", "no-cache");
        if (settings.frameAncestors().equals("'self'")) {
            headers.put("X-Frame-Options", "SAMEORIGIN"); // for what does not know frame-ancestors
        }
        if (settings.origins().isEmpty()) {
            headers.put("Cross-Origin-Resource-Policy", "same-origin");
        } else {
            headers.put("Vary", "Origin");
        }
        if (allowedOrigin != null) {
            headers.put("Access-Control-Allow-Origin", allowedOrigin);
            headers.put("Access-Control-Expose-Headers", "ETag, Location, Retry-After, WWW-Authenticate");
        }
        return headers;
    }
}
