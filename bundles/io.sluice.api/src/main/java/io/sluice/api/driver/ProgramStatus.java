/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Facet: the program that makes a source's media, for API and pages. */
@ConsumerType
public interface ProgramStatus {
    /**
     * What is known now. Any thread; it answers at once and waits for nothing. Core asks again after the producer was
     * closed, to show how the program ended.
     */
    Status status();

    /**
     * One program.
     *
     * @param command its arguments in one line, for people, with credentials masked
     * @param pid 0 when it was not started
     * @param since when it got into this state
     * @param lastWords what it said last on its standard error, the oldest line first, masked; at most 20 lines
     */
    record Status(String command, long pid, State state, Instant since, List<String> lastWords) {
        /** Most lines of {@link #lastWords}. */
        public static final int MAX_WORDS = 20;

        public Status {
            lastWords = List.copyOf(lastWords.subList(Math.max(0, lastWords.size() - MAX_WORDS), lastWords.size()));
        }
    }

    /** How far a program is. */
    enum State {
        /** It runs, and has given nothing yet. */
        STARTING,
        /** It gives media. */
        RUNNING,
        /** It was told to end. */
        ENDING,
        ENDED,
        /** It cannot be ended and was given up. */
        ABANDONED
    }
}
