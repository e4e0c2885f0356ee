/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.driver.Source;

/** Texts of the file as they may be shown: short, printable, without credentials. */
final class Texts {
    private static final int MAX_SHOWN = 80;

    private Texts() {}

    static String shown(String text) {
        StringBuilder safe = new StringBuilder();
        Source.mask(text)
                .codePoints()
                .limit(MAX_SHOWN)
                .forEach(c -> safe.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return safe.length() < MAX_SHOWN ? safe.toString() : safe + "…";
    }
}
