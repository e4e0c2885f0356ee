/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

/** Bytes that are not what their format says: the only exception that the readers of this package throw. */
public final class CodecException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean unsupported;

    public CodecException(String message) {
        this(message, false);
    }

    private CodecException(String message, boolean unsupported) {
        super(message);
        this.unsupported = unsupported;
    }

    /** The bytes are right, but of a kind that nothing can be made of. */
    public static CodecException unsupported(String message) {
        return new CodecException(message, true);
    }

    /** Whether the bytes are right, but nothing can be made of them. */
    public boolean isUnsupported() {
        return unsupported;
    }
}
