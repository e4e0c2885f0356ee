/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import io.sluice.api.media.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a message together from its lines (RFC 2326, 6.1 and 7.1; RFC 2068, 4.2). */
final class MessageBuilder {
    private static final String VERSION = "RTSP/1.";

    private @Nullable String method;
    private String url = "";
    private int status;
    private String reason = "";
    private boolean begun;
    private final List<RtspHeaders.Field> fields = new ArrayList<>();

    boolean isEmpty() {
        return !begun;
    }

    void line(String line) throws RtspException {
        if (!begun) {
            begun = true;
            if (line.startsWith("RTSP/")) {
                statusLine(line);
            } else {
                requestLine(line);
            }
        } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            continued(line.strip());
        } else {
            field(line);
        }
    }

    private void requestLine(String line) throws RtspException {
        int first = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        String name = first < 0 ? line : line.substring(0, first);
        if (name.length() > RtspReader.MAX_METHOD || !Text.isUpperCaseToken(name)) {
            throw new RtspException(400, "not a method: " + Text.shown(name));
        }
        if (last <= first || !line.startsWith(VERSION, last + 1)) {
            throw new RtspException(505, "not RTSP/1.0: " + Text.shown(line));
        }
        String target = line.substring(first + 1, last).strip();
        if (target.isEmpty() || target.length() > RtspReader.MAX_URL) {
            throw new RtspException(target.isEmpty() ? 400 : 414, "URL of " + target.length() + " characters");
        }
        method = name;
        url = target;
    }

    private void statusLine(String line) throws RtspException {
        String[] parts = line.split(" +", 3);
        if (!parts[0].startsWith(VERSION) || parts.length < 2) {
            throw new RtspException(505, "not RTSP/1.0: " + Text.shown(line));
        }
        if (!parts[1].matches("[1-9][0-9]{2}")) {
            throw new RtspException(400, "not a status: " + Text.shown(parts[1]));
        }
        status = Integer.parseInt(parts[1]);
        reason = parts.length > 2 ? parts[2].strip() : "";
    }

    private void field(String line) throws RtspException {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).strip();
        if (name.isEmpty()) {
            if (method == null) {
                return; // cameras send all sorts of things
            }
            throw new RtspException(400, "not a header: " + Text.shown(line));
        }
        String value = line.substring(colon + 1).strip();
        if (name.length() > RtspReader.MAX_HEADER_NAME || value.length() > RtspReader.MAX_HEADER_VALUE) {
            throw new RtspException(400, "header too long: " + Text.shown(name));
        }
        if (fields.size() == RtspReader.MAX_HEADERS) {
            throw new RtspException(400, "more than " + RtspReader.MAX_HEADERS + " headers");
        }
        fields.add(new RtspHeaders.Field(name, value));
    }

    private void continued(String more) throws RtspException {
        if (fields.isEmpty() || more.isEmpty()) {
            return; // thousands of empty lines would copy a long value as often
        }
        var last = fields.remove(fields.size() - 1);
        if (last.value().length() + more.length() >= RtspReader.MAX_HEADER_VALUE) {
            throw new RtspException(400, "header too long: " + Text.shown(last.name()));
        }
        fields.add(new RtspHeaders.Field(last.name(), (last.value() + " " + more).strip()));
    }

    /** RFC 2326, 12.14; 0 when there is none. */
    int contentLength() throws RtspException {
        String text = RtspHeaders.of(fields).get("Content-Length");
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new RtspException(400, "Content-Length: " + Text.shown(text));
        }
        if (Long.parseLong(text) > RtspReader.MAX_BODY_BYTES) {
            throw new RtspException(413, "body of " + text + " bytes, more than " + RtspReader.MAX_BODY_BYTES);
        }
        return Integer.parseInt(text);
    }

    RtspMessage build(Bytes body) {
        RtspHeaders headers = RtspHeaders.of(fields);
        return method == null
                ? new RtspResponse(status, reason, headers, body)
                : new RtspRequest(method, url, headers, body);
    }
}
