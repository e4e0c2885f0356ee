/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes to the tree that the file says, without its text: what an edit must come out at. */
final class Tree {
    private static final Place NOWHERE = new Place("", 0);
    private static final int MAX_DEPTH = 16;

    private Tree() {}

    /**
     * A value of the API as a node.
     *
     * @throws IllegalArgumentException when it is none of those that are allowed
     */
    static Node of(Object value) {
        return of(value, 0);
    }

    private static Node of(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (value instanceof Node node) {
            return node;
        }
        if (value instanceof Map<?, ?> map) {
            var fields = new ArrayList<Node.Field>();
            map.forEach((key, below) -> fields.add(new Node.Field(NOWHERE, key.toString(), of(below, depth + 1))));
            return new Node.Fields(NOWHERE, fields);
        }
        if (value instanceof List<?> list) {
            return new Node.Items(
                    NOWHERE, list.stream().map(item -> of(item, depth + 1)).toList());
        }
        if (value instanceof Number || value instanceof Boolean) {
            return new Node.Scalar(NOWHERE, value.toString(), true);
        }
        if (value instanceof String text) {
            return new Node.Scalar(NOWHERE, text, false);
        }
        throw new IllegalArgumentException("is neither a text, a number, true or false, a list nor a map");
    }

    /** The other way round: texts, lists and maps; what is null in YAML, which no value of the API is, stays a node. */
    static Object plain(Node node) {
        if (node instanceof Node.Items list) {
            return list.items().stream().map(Tree::plain).toList();
        }
        if (node instanceof Node.Fields fields) {
            Map<String, Object> map = new LinkedHashMap<>();
            fields.fields().forEach(field -> map.put(field.key(), plain(field.value())));
            return map;
        }
        var scalar = (Node.Scalar) node;
        if (scalar.plain() && scalar.text().matches("true|false")) {
            return Boolean.valueOf(scalar.text());
        }
        boolean number = scalar.plain() && scalar.text().matches("0|[1-9]\\d{0,8}");
        return scalar.isNull() ? scalar : number ? (Object) Integer.valueOf(scalar.text()) : scalar.text();
    }

    /** A value with the names of variables instead of what the old value had for them. */
    static Object withVariables(Object value, Node old) {
        if (value instanceof List<?> list) {
            return list.stream().map(item -> withVariables(item, old)).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> named = new LinkedHashMap<>();
            map.forEach((key, item) -> named.put(key, withVariables(item, old)));
            return named;
        }
        String shown = value instanceof String text ? shown(text, old) : null;
        return shown == null ? value : shown;
    }

    private static @Nullable String shown(String text, Node node) {
        if (node instanceof Node.Scalar scalar) {
            return scalar.text().equals(text) ? scalar.shown() : null;
        }
        List<Node> below = node instanceof Node.Items list
                ? list.items()
                : ((Node.Fields) node).fields().stream().map(Node.Field::value).toList();
        return below.stream()
                .map(item -> shown(text, item))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** What stands at a path; null: nothing does. */
    static @Nullable Node at(Node root, List<String> path) {
        Node node = root;
        for (String key : path) {
            Node.Field field = node instanceof Node.Fields fields ? fields.field(key) : null;
            if (field == null) {
                return null;
            }
            node = field.value();
        }
        return node;
    }

    /**
     * The tree with another value at a path; missing levels are made, empty ones stay.
     *
     * @param value null: the key goes
     * @throws IllegalArgumentException when the path leads through a single value or a list
     */
    static Node.Fields with(Node.Fields root, List<String> path, @Nullable Node value) {
        String key = path.get(0);
        Node.Field old = root.field(key);
        Node below = value;
        if (path.size() > 1) {
            if (old == null && value == null) {
                return root;
            }
            Node there = old == null || Node.isNull(old.value()) ? new Node.Fields(NOWHERE, List.of()) : old.value();
            if (!(there instanceof Node.Fields fields)) {
                throw new IllegalArgumentException("leads through " + there.kind());
            }
            Node.Fields changed = with(fields, path.subList(1, path.size()), value);
            below = old != null && changed.fields().isEmpty() && Node.isNull(old.value()) ? old.value() : changed;
        }
        var all = new ArrayList<>(root.fields());
        if (below == null) {
            all.remove(old);
        } else if (old == null) {
            all.add(new Node.Field(below.place(), key, below));
        } else {
            all.set(all.indexOf(old), new Node.Field(old.place(), key, below));
        }
        return new Node.Fields(root.place(), all);
    }

    /** True when both say the same, wherever they stand and however they are written. */
    static boolean same(@Nullable Node one, @Nullable Node other) {
        if (one instanceof Node.Scalar a && other instanceof Node.Scalar b) {
            return a.isNull() && b.isNull()
                    || a.isNull() == b.isNull() && a.text().equals(b.text());
        }
        if (one instanceof Node.Items a && other instanceof Node.Items b) {
            boolean same = a.items().size() == b.items().size();
            for (int i = 0; same && i < a.items().size(); i++) {
                same = same(a.items().get(i), b.items().get(i));
            }
            return same;
        }
        if (one instanceof Node.Fields a && other instanceof Node.Fields b) {
            boolean same = a.fields().size() == b.fields().size();
            for (int i = 0; same && i < a.fields().size(); i++) {
                Node.Field left = a.fields().get(i);
                Node.Field right = b.fields().get(i);
                // Nearly always in the same order; it means nothing.
                right = left.key().equals(right.key()) ? right : b.field(left.key());
                same = right != null && same(left.value(), right.value());
            }
            return same;
        }
        return Objects.equals(one, other);
    }
}
