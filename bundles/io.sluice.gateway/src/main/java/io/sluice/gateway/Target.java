/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request line asks for (RFC 9112 §3.2), in the one form that everybody behind the gateway understands in the
 * same way. What could be read in two ways is refused: dot segments, empty segments, path parameters, and encoded
 * slashes, backslashes, percent signs and control characters.
 *
 * @param raw path and query as they came, in origin form
 * @param path decoded; begins with a slash
 * @param query as it came, without the question mark; null when there is none
 * @param authority host and port of an absolute target, which win over the Host header; null in origin form
 */
record Target(
        String raw,
        String path,
        @Nullable String query,
        @Nullable String authority) {
    private static final String REFUSED_RAW = "\\;\"<>^`{|}";

    static Target parse(String uri) throws RefusedException {
        String rest = uri;
        String authority = null;
        if (!uri.startsWith("/")) {
            int scheme = uri.indexOf("://");
            String name = scheme < 0 ? "" : uri.substring(0, scheme).toLowerCase(Locale.ROOT);
            if (!name.equals("http") && !name.equals("https")) {
                throw new RefusedException(400, "the request's target is not a path");
            }
            int slash = indexOfAny(uri, "/?", scheme + 3);
            authority = uri.substring(scheme + 3, slash);
            rest = slash == uri.length() || uri.charAt(slash) == '?'
                    ? "/" + uri.substring(slash)
                    : uri.substring(slash);
            if (authority.isEmpty() || authority.indexOf('@') >= 0) {
                throw new RefusedException(400, "the request's target names no host");
            }
        }
        int question = rest.indexOf('?');
        String rawPath = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? null : rest.substring(question + 1);
        checkQuery(query);
        return new Target(rest, decode(rawPath), query, authority);
    }

    private static int indexOfAny(String text, String wanted, int from) {
        for (int i = from; i < text.length(); i++) {
            if (wanted.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static void checkQuery(@Nullable String query) throws RefusedException {
        for (int i = 0; query != null && i < query.length(); i++) {
            char c = query.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw new RefusedException(400, "the query has characters that must be percent-encoded");
            }
        }
    }

    /** @throws RefusedException when the path could be understood in another way too */
    static String decode(String raw) throws RefusedException {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.put(escaped(raw, i));
                i += 2;
            } else if (c <= ' ' || c >= 0x7f || c == '#' || REFUSED_RAW.indexOf(c) >= 0) {
                throw new RefusedException(400, "the path has characters that must be percent-encoded or left out");
            } else {
                bytes.put((byte) c);
            }
        }
        String path;
        try {
            path = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(400, "the path is not UTF-8");
        }
        checkSegments(path);
        return path;
    }

    private static byte escaped(String raw, int at) throws RefusedException {
        int high = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 1), 16) : -1;
        int low = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 2), 16) : -1;
        int value = high * 16 + low;
        if (high < 0 || low < 0) {
            throw new RefusedException(400, "the path has an incomplete percent-encoding");
        }
        if (value < ' ' || value == 0x7f || value == '/' || value == '\\' || value == '%' || value == ';') {
            throw new RefusedException(400, "the path has an encoded character that is not allowed in a path");
        }
        return (byte) value;
    }

    private static void checkSegments(String path) throws RefusedException {
        int from = 1;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int end = slash < 0 ? path.length() : slash;
            String segment = path.substring(from, end);
            if (segment.equals(".") || segment.equals("..") || (segment.isEmpty() && slash >= 0)) {
                throw new RefusedException(400, "the path has an empty segment or one of dots only");
            }
            from = end + 1;
        }
        for (int i = 0; i < path.length(); i++) {
            if (Character.isISOControl(path.charAt(i))) {
                throw new RefusedException(400, "the path has a control character");
            }
        }
    }
}
