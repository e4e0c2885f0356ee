/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of a URL; a body is never looked at for parameters. */
public final class Query {
    private static final int MAX_PAIRS = 256;

    private final String raw;
    private final Map<String, List<String>> values;

    private Query(String raw, Map<String, List<String>> values) {
        this.raw = raw;
        this.values = values;
    }

    /** Reads what stands behind the question mark. */
    public static Query of(@Nullable String raw) throws ProblemException {
        var values = new LinkedHashMap<String, List<String>>();
        String text = raw == null ? "" : raw;
        String[] pairs = text.split("&");
        if (pairs.length > MAX_PAIRS) {
            throw ProblemException.badRequest("the query has more than " + MAX_PAIRS + " parameters");
        }
        for (String pair : pairs) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
            }
        }
        return new Query(text, values);
    }

    private static String decoded(String text) throws ProblemException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw ProblemException.badRequest("the query has a % that is not followed by two hexadecimal digits");
        }
    }

    /** Percent-encoded, without question mark. */
    public String raw() {
        return raw;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public @Nullable String first(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? null : all.get(0);
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** A number of that range, or the normal one when there is none. */
    public int number(String name, int normal, int least, int most) throws ProblemException {
        String text = first(name);
        if (text == null) {
            return normal;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // said below
        }
        throw ProblemException.badRequest(name + " has to be a number from " + least + " to " + most);
    }
}
