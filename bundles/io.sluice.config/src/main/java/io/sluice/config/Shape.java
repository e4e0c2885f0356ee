/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.List;

/** Where the parts of a YAML text stand, as offsets in characters; the same tree as {@link Node}. */
sealed interface Shape {
    /** First character, that of an anchor or a tag included. */
    int start();

    /** Behind the last character of the value itself: comments and line ends after it are not part of it. */
    int end();

    /** How a value is written. */
    enum Style {
        PLAIN,
        SINGLE,
        DOUBLE,
        BLOCK,
        ALIAS
    }

    /** A single value, or an alias. For a value that was left out start and end are the same. */
    record Leaf(int start, int end, Style style) implements Shape {}

    /**
     * Keys with values.
     *
     * @param flow in braces
     */
    record Table(int start, int end, boolean flow, List<Entry> entries) implements Shape {
        /** Where the first key stands; only for one with entries. */
        int first() {
            return entries.get(0).key().start();
        }
    }

    /** A key with its value. */
    record Entry(Leaf key, Shape value) {
        int start() {
            return key.start();
        }

        /** For a value that was left out: behind the colon. */
        int end() {
            return Math.max(key.end(), value.end());
        }
    }

    /**
     * A list.
     *
     * @param flow in brackets
     */
    record Row(int start, int end, boolean flow, List<Shape> items) implements Shape {}
}
