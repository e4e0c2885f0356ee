/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

/** How the process ends; the numbers are those of sysexits.h, so that service managers and scripts know them. */
public enum ExitCode {
    OK(0),
    /** The server said no. */
    REFUSED(1),
    USAGE(64),
    BAD_CONFIGURATION(65),
    NO_INPUT(66),
    NOT_REACHED(69),
    PORT_TAKEN(69),
    START_FAILED(70),
    HOME_NOT_USABLE(73);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** The code for a start-up part that reported an error: by its name, as docs/operations.md lists them. */
    static ExitCode ofPart(String part) {
        return switch (part) {
            case "config" -> BAD_CONFIGURATION;
            case "net" -> PORT_TAKEN;
            default -> START_FAILED;
        };
    }
}
