/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, each asked for by its type. */
public final class Members {
    private static final int MAX_ITEMS = 4096;

    private final Map<?, ?> map;

    private Members(Map<?, ?> map) {
        this.map = map;
    }

    public static Members of(@Nullable Object value, Set<String> allowed) throws ProblemException {
        if (!(value instanceof Map<?, ?> map)) {
            throw ProblemException.badRequest("expected a JSON object with " + names(allowed));
        }
        for (Object name : map.keySet()) {
            if (!allowed.contains(name)) {
                throw ProblemException.badRequest("unknown member; allowed: " + names(allowed));
            }
        }
        return new Members(map);
    }

    private static String names(Set<String> allowed) {
        return String.join(", ", new TreeSet<>(allowed));
    }

    public boolean has(String name) {
        return map.containsKey(name);
    }

    public @Nullable Object value(String name) {
        return map.get(name);
    }

    public @Nullable String text(String name) throws ProblemException {
        Object value = map.get(name);
        if (value != null && !(value instanceof String)) {
            throw ProblemException.badRequest(name + " has to be a string");
        }
        return (String) value;
    }

    public String requiredText(String name) throws ProblemException {
        String text = text(name);
        if (text == null) {
            throw ProblemException.badRequest(name + " is missing");
        }
        return text;
    }

    /** A whole number, or the normal one. */
    public int number(String name, int normal) throws ProblemException {
        Object value = map.get(name);
        if (value == null) {
            return normal;
        }
        if (value instanceof Long number && number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw ProblemException.badRequest(name + " has to be a whole number");
    }

    /** A string, or a list of strings; null or missing: none. */
    public List<String> texts(String name) throws ProblemException {
        Object value = map.get(name);
        if (value == null) {
            return List.of();
        }
        List<?> items = value instanceof List<?> list ? list : List.of(value);
        var texts = new ArrayList<String>();
        for (Object item : items) {
            if (!(item instanceof String text) || items.size() > MAX_ITEMS) {
                throw ProblemException.badRequest(name + " has to be a string or a list of strings");
            }
            texts.add(text);
        }
        return texts;
    }
}
