/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.toy;

import java.util.Locale;

/** What a build of the toy driver does; the key {@code behaviour} in its {@code toy.properties}. */
public enum Behaviour {
    /** Gives 25 key units a second and closes at once. */
    WELL,
    BLOCK_IN_ACTIVATE,
    THROW_EXCEPTION,
    THROW_ERROR,
    RETURN_NULL,
    BLOCK_IN_OPEN,
    REDIRECT_FOR_EVER,
    REDIRECT_TO_EXEC,
    FLOOD_TRACKS,
    /** Says that its source ended as soon as it is open. */
    DIE_AT_ONCE,
    FLOOD_ENDED,
    FLOOD_UNITS,
    FLOOD_CODECS,
    BLOCK_IN_CLOSE,
    THROW_IN_CLOSE;

    static Behaviour of(Object property) {
        return property == null ? WELL : valueOf(property.toString().toUpperCase(Locale.ROOT));
    }
}
