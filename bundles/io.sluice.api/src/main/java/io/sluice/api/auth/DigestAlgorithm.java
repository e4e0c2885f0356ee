/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.auth;

/** Hash functions of digest authentication (RFC 7616 §3.3), the stronger first. */
public enum DigestAlgorithm {
    SHA_256("SHA-256"),
    /** For players that know no other: FFmpeg up to 5.1, GStreamer up to 1.22. */
    MD5("MD5");

    private final String token;

    DigestAlgorithm(String token) {
        this.token = token;
    }

    /** As in the header's {@code algorithm} and as the JDK names it. */
    public String token() {
        return token;
    }
}
