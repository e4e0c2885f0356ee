/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** A whole answer of the gateway's own. */
record Answer(int status, Map<String, String> headers, byte[] body) {
    static final String PROBLEM = "application/problem+json";

    private static final int MOST_DETAIL = 120;

    static Answer of(int status, String type, byte[] body) {
        return new Answer(status, Map.of(), body).with("Content-Type", type).with("Cache-Control", "no-store");
    }

    static Answer html(int status, String page) {
        return of(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    /** A problem (RFC 9457): under 200 bytes, and nothing in it but what the client did. */
    static Answer problem(int status, String detail) {
        return of(status, PROBLEM, problemJson(status, detail).getBytes(StandardCharsets.UTF_8));
    }

    static Answer refused(RefusedException problem) {
        return problem(problem.status(), problem.text());
    }

    static String problemJson(int status, String detail) {
        String shown = detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) + "…" : detail;
        return "{\"title\":" + quoted(reason(status)) + ",\"status\":" + status
                + (shown.isEmpty() ? "" : ",\"detail\":" + quoted(shown)) + "}";
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), new byte[0]);
    }

    static Answer seeOther(String location) {
        return empty(303).with("Location", location).with("Cache-Control", "no-store");
    }

    Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }

    /** When the client should try again (RFC 9110 §10.2.3), in whole seconds; zero: nothing is said. */
    Answer after(Duration wait) {
        return wait.isZero() ? this : with("Retry-After", Long.toString(seconds(wait)));
    }

    /** Whole seconds, rounded up. */
    static long seconds(Duration wait) {
        return (wait.toMillis() + 999) / 1000;
    }

    /** @param extra headers that are added where the answer has none of that name */
    ByteBuffer bytes(boolean head, boolean close, Map<String, String> extra) {
        Map<String, String> all = new LinkedHashMap<>(extra);
        all.putAll(headers);
        if (status != 204 && status != 304) {
            all.put("Content-Length", String.valueOf(body.length));
        }
        if (close) {
            all.put("Connection", "close");
        }
        StringBuilder text = new StringBuilder(512).append(statusLine(status));
        text.append("Date: ").append(date()).append("\r\n");
        all.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        byte[] top = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer bytes = ByteBuffer.allocate(top.length + (head ? 0 : body.length));
        bytes.put(top);
        return (head ? bytes : bytes.put(body)).flip();
    }

    static String statusLine(int status) {
        return "HTTP/1.1 " + status + " " + reason(status) + "\r\n";
    }

    /** RFC 9110 §5.6.7. */
    static String date() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    }

    static String reason(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                json.append(' ');
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
