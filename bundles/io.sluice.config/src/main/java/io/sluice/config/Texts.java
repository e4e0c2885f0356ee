/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.driver.Source;
import java.util.regex.Pattern;

/** Texts of the file as they may be shown: short, printable, without credentials. */
final class Texts {
    private static final int MAX_SHOWN = 80;

    private static final Pattern BARE_USER_INFO = Pattern.compile("[^\\s/\"@:]+:(?!\\*\\*\\*@)[^\\s/\"]*@");

    private Texts() {}

    static String shown(String text) {
        StringBuilder safe = new StringBuilder();
        // Also without a scheme: what somebody put into the wrong place.
        String masked = BARE_USER_INFO.matcher(Source.mask(text)).replaceAll("***@");
        masked.codePoints()
                .limit(MAX_SHOWN)
                .forEach(c -> safe.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return safe.length() < MAX_SHOWN ? safe.toString() : safe + "…";
    }
}
