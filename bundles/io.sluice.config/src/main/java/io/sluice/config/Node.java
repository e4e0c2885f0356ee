/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The YAML file as a tree that knows its lines; immutable. */
sealed interface Node {
    Place place();

    /** For people: what kind of node this is. */
    String kind();

    /**
     * A single value. YAML's own types are not used: the schema knows what a text means, so {@code on} and {@code 1:30}
     * stay texts.
     *
     * @param text the value, without quotes
     * @param plain written without quotes
     * @param shown what messages may show of it: with the names of variables, not their values
     */
    record Scalar(Place place, String text, boolean plain, String shown) implements Node {
        Scalar(Place place, String text, boolean plain) {
            this(place, text, plain, text);
        }

        boolean isNull() {
            return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }

        @Override
        public String kind() {
            return isNull() ? "nothing" : "a single value";
        }
    }

    /** A list. */
    record Items(Place place, List<Node> items) implements Node {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys with values in the order of the file; no key twice. */
    record Fields(Place place, List<Field> fields) implements Node {
        public Fields {
            fields = List.copyOf(fields);
        }

        @Override
        public String kind() {
            return "keys with values";
        }

        @Nullable
        Field field(String key) {
            return fields.stream().filter(f -> f.key().equals(key)).findFirst().orElse(null);
        }
    }

    /** One key with its value. */
    record Field(Place place, String key, Node value) {}

    /** True for a value that was left out: {@code key:}. */
    static boolean isNull(Node node) {
        return node instanceof Scalar scalar && scalar.isNull();
    }
}
