/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The parameters of an {@code a=fmtp} line: names in lower case, values as written. */
final class Fmtp {
    private static final int MAX_PARAMETERS = 128;

    private Fmtp() {}

    static Map<String, String> read(String text) {
        var parameters = new HashMap<String, String>();
        for (String part : text.split(";")) {
            int equals = part.indexOf('=');
            String name =
                    (equals < 0 ? part : part.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && parameters.size() < MAX_PARAMETERS) {
                parameters.putIfAbsent(
                        name, equals < 0 ? "" : part.substring(equals + 1).strip());
            }
        }
        return parameters;
    }
}
