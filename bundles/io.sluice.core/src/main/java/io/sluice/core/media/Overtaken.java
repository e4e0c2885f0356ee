/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

/** Unwinds a media thread that another one took over from. Whatever catches it must do nothing but throw it on. */
final class Overtaken extends Error {
    private static final long serialVersionUID = 1L;

    Overtaken() {
        super("overtaken", null, false, false);
    }
}
