/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

/** Bytes or texts that are not RTSP, or larger than they may be: the only exception that the readers here throw. */
public final class RtspException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    public RtspException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** What a server answers to a request that caused it, for example 400 or 414. */
    public int status() {
        return status;
    }
}
