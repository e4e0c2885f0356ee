/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

/**
 * Bytes that are not RTP or RTCP, or not what the payload format says: the only exception that the readers here throw.
 */
public final class RtpException extends Exception {
    private static final long serialVersionUID = 1;

    public RtpException(String message) {
        super(message);
    }
}
