/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

/**
 * The {@code Session} header (RFC 2326, 12.37).
 *
 * @param id opaque
 * @param timeoutSeconds how long the server keeps a silent session: 1 to 86400, 60 when nothing is said
 */
public record SessionHeader(String id, int timeoutSeconds) {
    public static final int DEFAULT_TIMEOUT_SECONDS = 60;

    private static final int MAX_ID = 512;

    /**
     * Reads a field such as {@code 12345678 ; timeout = 30}.
     *
     * @throws RtspException when there is no id or it is too long
     */
    public static SessionHeader read(String field) throws RtspException {
        String[] parts = field.split(";");
        String id = parts.length == 0 ? "" : parts[0].strip();
        if (id.isEmpty() || id.length() > MAX_ID) {
            throw new RtspException(454, "session id of " + id.length() + " characters");
        }
        int timeout = DEFAULT_TIMEOUT_SECONDS;
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            if (pair.length == 2
                    && pair[0].strip().equalsIgnoreCase("timeout")
                    && pair[1].strip().matches("[0-9]{1,5}")) {
                timeout = Math.max(1, Math.min(86_400, Integer.parseInt(pair[1].strip())));
            }
        }
        return new SessionHeader(id, timeout);
    }

    /** As a server sends it; clients send the id alone. */
    @Override
    public String toString() {
        return id + ";timeout=" + timeoutSeconds;
    }
}
