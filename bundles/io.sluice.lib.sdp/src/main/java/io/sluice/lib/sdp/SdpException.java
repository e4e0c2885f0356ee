/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

/** A text that is no session description or larger than one may be: the only exception that is thrown here. */
public final class SdpException extends Exception {
    private static final long serialVersionUID = 1;

    public SdpException(String message) {
        super(message);
    }
}
