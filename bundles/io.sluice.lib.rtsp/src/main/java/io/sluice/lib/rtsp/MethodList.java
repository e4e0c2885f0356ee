/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The methods in {@code Public} and {@code Allow} (RFC 2326, 12.28 and 12.4). */
public final class MethodList {
    private static final int MAX_METHODS = 64;

    private MethodList() {}

    /** The methods in upper case. */
    public static Set<String> read(String field) {
        var methods = new LinkedHashSet<String>();
        for (String method : field.split("[,\\s]+")) {
            if (!method.isEmpty() && methods.size() < MAX_METHODS) {
                methods.add(method.toUpperCase(Locale.ROOT));
            }
        }
        return methods;
    }
}
