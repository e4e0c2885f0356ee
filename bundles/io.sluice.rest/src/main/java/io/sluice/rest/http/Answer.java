/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What goes back. */
public record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
    public static final String JSON = "application/json";
    public static final String TEXT = "text/plain;charset=utf-8";
    public static final String YAML = "application/yaml";

    public static Answer json(Object tree) {
        return json(200, tree);
    }

    public static Answer json(int status, Object tree) {
        return bytes(status, JSON, Json.write(tree));
    }

    public static Answer text(String text) {
        return bytes(200, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public static Answer bytes(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, Map.of(), body);
    }

    /** RFC 9110 §15.3.5. */
    public static Answer noContent() {
        return bytes(204, "", new byte[0]);
    }

    public Answer header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, more, body);
    }

    /** With an entity tag (RFC 9110 §8.8.3); {@code tag} without quotes. */
    public Answer etag(String tag) {
        return header("ETag", '"' + tag + '"');
    }
}
