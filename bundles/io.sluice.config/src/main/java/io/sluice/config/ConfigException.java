/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.List;

/** The configuration is wrong and nothing of it was applied. The message is the first problem, without credentials. */
class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised
    private final List<String> problems;

    @SuppressWarnings("serial") // never serialised
    private final List<Note> notes;

    ConfigException(List<String> problems) {
        this(problems, List.of());
    }

    /** @param notes what became of the keys that are right */
    ConfigException(List<String> problems, List<Note> notes) {
        super(problems.get(0));
        this.problems = List.copyOf(problems);
        this.notes = List.copyOf(notes);
    }

    List<Note> notes() {
        return notes;
    }

    ConfigException(Place place, String text) {
        this(List.of(place + ": " + text));
    }

    /** Every problem found, each as {@code FILE:LINE: text}; at least one. */
    List<String> problems() {
        return problems;
    }
}
