/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands on the command line of a benchmark: options with a value each, and {@code --quick}. */
final class Arguments {
    private final Map<String, String> values;
    private final boolean quick;

    private Arguments(Map<String, String> values, boolean quick) {
        this.values = values;
        this.quick = quick;
    }

    /** @throws IllegalArgumentException for an option that is not among those; the message is for people */
    static Arguments of(List<String> given, Set<String> options, String usage) {
        List<String> rest = new ArrayList<>(given);
        boolean quick = rest.remove("--quick");
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < rest.size(); i += 2) {
            String option = rest.get(i);
            if (!options.contains(option)) {
                throw new IllegalArgumentException("unknown '" + option + "'; usage: " + usage);
            }
            if (i + 1 == rest.size()) {
                throw new IllegalArgumentException("'" + option + "' needs a value; usage: " + usage);
            }
            values.put(option, rest.get(i + 1));
        }
        return new Arguments(values, quick);
    }

    /** A short form is wanted. */
    boolean quick() {
        return quick;
    }

    int number(String option, int fallback) {
        String value = values.get(option);
        return value == null ? fallback : Integer.parseInt(value);
    }

    List<Integer> numbers(String option, List<Integer> fallback) {
        String value = values.get(option);
        return value == null
                ? fallback
                : Arrays.stream(value.split(",")).map(Integer::valueOf).toList();
    }

    Path path(String option, Path fallback) {
        String value = values.get(option);
        return value == null ? fallback : Path.of(value);
    }

    /** @throws IllegalArgumentException for a word that is not among those */
    List<String> parts(String option, List<String> allowed, List<String> fallback) {
        String value = values.get(option);
        List<String> parts = value == null ? fallback : List.of(value.split(","));
        if (!allowed.containsAll(parts)) {
            throw new IllegalArgumentException("parts are " + String.join(", ", allowed));
        }
        return parts;
    }
}
