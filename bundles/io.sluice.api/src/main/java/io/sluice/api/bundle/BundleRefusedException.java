/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.bundle;

/** Something asked of the bundle store was refused. The message says why, for people. */
public final class BundleRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Cause cause;

    public BundleRefusedException(Cause cause, String message) {
        super(message);
        this.cause = cause;
    }

    public Cause cause() {
        return cause;
    }

    /** For programs. */
    public enum Cause {
        /** There is no bundle of this symbolic name. */
        NOT_FOUND,
        /** It is no bundle, or damaged. */
        NO_BUNDLE,
        /** Too large, too many entries, unpacks to too much, or names that lead out of the jar. */
        LIMIT,
        /** Something it needs is not there; the message names it. */
        UNRESOLVED,
        /** The symbolic name is there already. */
        DUPLICATE,
        /** The jar is another bundle than the one to be updated. */
        OTHER_BUNDLE,
        /** It may not be changed this way. */
        FORBIDDEN,
        /** It was installed but does not start; it was taken out again. */
        START_FAILED
    }
}
