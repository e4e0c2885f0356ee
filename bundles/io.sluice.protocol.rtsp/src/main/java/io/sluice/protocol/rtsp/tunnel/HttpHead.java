/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp.tunnel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The request line and headers of one HTTP request (RFC 9112, 2), however the bytes are cut; bounded. */
final class HttpHead {
    private static final int MAX_BYTES = 8 * 1024;

    /** How far it is. */
    enum State {
        MORE,
        WHOLE,
        BROKEN
    }

    private final StringBuilder line = new StringBuilder();
    private final Map<String, String> headers = new HashMap<>();
    private String method = "";
    private int bytes;

    /** Takes what belongs to the head, not more. */
    State read(ByteBuffer data) {
        while (data.hasRemaining()) {
            char next = (char) (data.get() & 0xFF);
            if (++bytes > MAX_BYTES) {
                return State.BROKEN;
            }
            if (next != '\n') {
                line.append(next);
                continue;
            }
            String whole = line.toString().strip();
            line.setLength(0);
            if (whole.isEmpty()) {
                return State.WHOLE;
            }
            if (!take(whole)) {
                return State.BROKEN;
            }
        }
        return State.MORE;
    }

    private boolean take(String whole) {
        if (method.isEmpty()) {
            String[] words = whole.split(" ", -1);
            method = words[0];
            return words.length == 3 && words[2].matches("HTTP/1\\.[01]");
        }
        int colon = whole.indexOf(':');
        if (colon > 0) {
            String name = whole.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.putIfAbsent(name, whole.substring(colon + 1).strip());
        }
        return colon > 0;
    }

    String method() {
        return method;
    }

    /** Empty when there is none; the first when there are several. */
    String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }

    /** For tests and messages. */
    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
