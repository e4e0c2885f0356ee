/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.config;

import java.util.List;

/** The file could not be read or changed; it is as it was. The messages are for people and hold no secrets. */
public final class ConfigRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Cause cause;
    private final transient List<String> problems;

    public ConfigRefusedException(Cause cause, List<String> problems) {
        super(String.join("; ", problems));
        this.cause = cause;
        this.problems = List.copyOf(problems);
    }

    public Cause cause() {
        return cause;
    }

    /** One line each. */
    public List<String> problems() {
        return problems;
    }

    /** For programs. */
    public enum Cause {
        /** The file is not the one the change was made from any more. */
        STALE,
        /** The text, a key or a value is wrong. */
        INVALID,
        /** A key is set on the command line. */
        READ_ONLY,
        /** The disk is full or read-only, or the file may not be written. */
        STORAGE,
        /** Other writers took too long. */
        BUSY
    }
}
