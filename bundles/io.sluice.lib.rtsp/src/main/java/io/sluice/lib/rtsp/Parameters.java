/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads {@code Scheme name=value, name="quoted \" value", …}, several schemes in one field among them (RFC 7235, 2.1
 * and 4.1).
 *
 * @param scheme lower case
 * @param token what stands alone after the scheme, as in {@code Basic dXNlcjpwYXNz}, or empty
 * @param values names in lower case
 */
record Parameters(String scheme, String token, Map<String, String> values) {
    private static final int MAX_SCHEMES = 16;
    private static final int MAX_VALUES = 64;

    String get(String name) {
        return values.getOrDefault(name, "");
    }

    static List<Parameters> read(String field) {
        return new Tokens(field).read();
    }

    /** One pass over the text; what it cannot read it skips. */
    private static final class Tokens {
        private final String text;
        private int at;
        private final List<Parameters> found = new ArrayList<>();

        Tokens(String text) {
            this.text = text;
        }

        List<Parameters> read() {
            while (at < text.length()) {
                skip(" \t,;");
                int before = at;
                String word = word();
                if (word.isEmpty()) {
                    at = Math.max(at, before + 1);
                    continue;
                }
                int end = at;
                skip(" \t");
                boolean isName = at < text.length() && text.charAt(at) == '=' && !found.isEmpty();
                if (isName) {
                    at++;
                    skip(" \t");
                    put(word.toLowerCase(Locale.ROOT), value());
                } else {
                    at = end;
                    scheme(word);
                }
            }
            return found;
        }

        private void scheme(String word) {
            if (found.size() == MAX_SCHEMES) {
                at = text.length();
                return;
            }
            skip(" \t");
            int before = at;
            String token = token68();
            skip(" \t");
            boolean alone = !token.isEmpty() && (at == text.length() || text.charAt(at) == ',');
            if (!alone) {
                at = before;
            }
            found.add(new Parameters(word.toLowerCase(Locale.ROOT), alone ? token : "", new LinkedHashMap<>()));
        }

        private void put(String name, String value) {
            Map<String, String> values = found.get(found.size() - 1).values();
            if (values.size() < MAX_VALUES) {
                values.putIfAbsent(name, value);
            }
        }

        private String value() {
            if (at < text.length() && text.charAt(at) == '"') {
                return quoted();
            }
            int from = at;
            while (at < text.length() && ",; \t".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        private String quoted() {
            var value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            at++;
            return value.toString();
        }

        private String word() {
            int from = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || "-_*".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            return text.substring(from, at);
        }

        private String token68() {
            int from = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || "-._~+/".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            while (at < text.length() && text.charAt(at) == '=') {
                at++;
            }
            return text.substring(from, at);
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }
    }
}
