/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

/** Bytes that are not what their format says: the only exception that the readers of this package throw. */
public final class CodecException extends Exception {
    private static final long serialVersionUID = 1;

    public CodecException(String message) {
        super(message);
    }
}
