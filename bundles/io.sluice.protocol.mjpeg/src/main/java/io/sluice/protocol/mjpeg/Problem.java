/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Why there is no picture, as problem+json (RFC 9457). */
record Problem(int status, String title, String detail, String reason) {
    private static final String TYPE = "application/problem+json";

    static Problem of(StreamException known) {
        String detail = String.valueOf(known.getMessage());
        String reason = known.reason().name();
        return switch (known.reason()) {
            case INVALID -> new Problem(400, "Bad Request", detail, reason);
            case FORBIDDEN -> new Problem(403, "Forbidden", detail, reason);
            case NOT_FOUND -> new Problem(404, "Not Found", detail, reason);
            case NO_COMMON_CODEC, TRACK_MISSING, UNSUPPORTED_MEDIA ->
                new Problem(406, "Not Acceptable", detail, reason);
            case LIMIT, PROGRAM_MISSING, DRIVER_MISSING, BUNDLE_STOPPED, SHUTDOWN, NO_PUBLISHER ->
                new Problem(503, "Service Unavailable", detail, reason);
            case TIMEOUT, STALLED -> new Problem(504, "Gateway Timeout", detail, reason);
            default -> new Problem(502, "Bad Gateway", detail, reason);
        };
    }

    /** What a stage failed with, or a failure with this text where nobody expected it. */
    static StreamException known(@Nullable Throwable problem, String otherwise) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return cause instanceof StreamException said ? said : new StreamException(Reason.FAILED, otherwise);
    }

    void write(HttpServletResponse response) throws IOException {
        byte[] body = json();
        response.setStatus(status);
        response.setContentType(TYPE);
        response.setContentLength(body.length);
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(body);
    }

    void send(AsyncContext waiting) {
        AsyncBody.send(waiting, status, TYPE, json());
    }

    private byte[] json() {
        return ("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\""
                        + escaped(detail) + "\",\"reason\":\"" + reason + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** RFC 8259 §7. */
    private static String escaped(String text) {
        var json = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.toString();
    }
}
