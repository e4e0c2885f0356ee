/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

/** The server does not start: one line for the operator and the exit code. */
final class StartRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    StartRefusedException(ExitCode exitCode, String line) {
        super(line);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
