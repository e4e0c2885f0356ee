/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.program;

/** There is no ffmpeg that can be used; the message says what to install. */
public final class MissingException extends Exception {
    private static final long serialVersionUID = 1;

    MissingException(String message) {
        super(message);
    }
}
