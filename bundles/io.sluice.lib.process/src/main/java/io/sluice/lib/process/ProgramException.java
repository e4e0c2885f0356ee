/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

/** A program was not started; the message is for people and names what was wrong. */
public final class ProgramException extends Exception {
    private static final long serialVersionUID = 1;

    private final Cause cause;

    ProgramException(Cause cause, String message) {
        super(message);
        this.cause = cause;
    }

    /** For programs. */
    public Cause reason() {
        return cause;
    }

    /** Why it was not started. */
    public enum Cause {
        /** As many run as may. */
        TOO_MANY,
        /** There is no such file, or it may not be executed. */
        NOT_FOUND,
        /** This machine cannot supervise programs. */
        UNSUPPORTED,
        /** The system refused. */
        FAILED,
        /** No program is started any more. */
        CLOSED
    }
}
