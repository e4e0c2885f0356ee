/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Resolves control attributes (RFC 2326, C.1.1) as cameras mean them: by appending, also behind a query. */
final class ControlUrl {
    private ControlUrl() {}

    /** An absolute control of the session replaces the base, as in FFmpeg. */
    static String aggregate(SessionDescription sdp, String base) {
        return resolve(sdp.attribute("control"), base);
    }

    /** A media without control is meant by the URL of the whole. */
    static String ofMedia(MediaDescription media, String aggregate) {
        return resolve(media.attribute("control"), aggregate);
    }

    private static String resolve(@Nullable String control, String base) {
        if (control == null || control.isEmpty() || control.equals("*")) {
            return base;
        }
        String lower = control.toLowerCase(Locale.ROOT);
        if (lower.startsWith("rtsp://") || lower.startsWith("rtsps://") || lower.startsWith("rtspu://")) {
            return control;
        }
        if (base.isEmpty()) {
            return "";
        }
        boolean slashAtEnd = base.endsWith("/");
        if (control.startsWith("?")) {
            return base + control;
        }
        if (control.startsWith("/")) {
            return (slashAtEnd ? base.substring(0, base.length() - 1) : base) + control;
        }
        return base + (slashAtEnd ? "" : "/") + control;
    }
}
