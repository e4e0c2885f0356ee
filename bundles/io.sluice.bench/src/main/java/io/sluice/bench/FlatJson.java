/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the numbers of a JSON text that a tool of ours wrote: {@code "a.b" → 1.5}, {@code "a[].b"} for the last in an
 * array.
 */
final class FlatJson {
    private final String text;
    private int at;
    private final Map<String, Double> numbers = new LinkedHashMap<>();

    private FlatJson(String text) {
        this.text = text;
    }

    static Map<String, Double> parse(String text) {
        FlatJson json = new FlatJson(text);
        json.value("");
        return json.numbers;
    }

    private void value(String path) {
        char next = peek();
        if (next == '{') {
            object(path);
        } else if (next == '"') {
            string();
        } else if (next == '[') {
            array(path);
        } else {
            int start = at;
            while (at < text.length() && ",}] \n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(start, at);
            if (!word.isEmpty() && "-0123456789".indexOf(word.charAt(0)) >= 0) {
                numbers.put(path, Double.valueOf(word));
            }
        }
    }

    private void object(String path) {
        at++;
        while (peek() != '}') {
            String name = string();
            expect(':');
            value(path.isEmpty() ? name : path + "." + name);
            if (peek() == ',') {
                at++;
            }
        }
        at++;
    }

    private void array(String path) {
        at++;
        while (peek() != ']') {
            value(path + "[]");
            if (peek() == ',') {
                at++;
            }
        }
        at++;
    }

    private String string() {
        expect('"');
        int start = at;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return text.substring(start, at++);
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw new IllegalArgumentException("'" + wanted + "' expected at " + at + " of " + text);
        }
        at++;
    }

    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at >= text.length()) {
            throw new IllegalArgumentException("the text ends early: " + text);
        }
        return text.charAt(at);
    }
}
