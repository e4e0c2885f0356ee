/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.config.Note.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Collects what is found out while a file is read. */
final class Reading {
    private static final int MAX_PROBLEMS = 50;

    private final List<String> problems = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    void refuse(Place place, String text) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(place + ": " + text);
        }
    }

    void note(Place place, String key, Verdict verdict, String text) {
        notes.add(new Note(place, key, verdict, text));
    }

    List<Note> notes() {
        return List.copyOf(notes);
    }

    void throwProblems() throws ConfigException {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems, notes);
        }
    }
}
