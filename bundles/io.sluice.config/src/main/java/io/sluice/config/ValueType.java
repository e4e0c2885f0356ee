/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import org.jspecify.annotations.Nullable;

/** What a key's value may be. */
interface ValueType {
    /**
     * Checks a value.
     *
     * @param key with its section, for messages
     * @param node not null in YAML's sense
     * @return the property for Configuration Admin, or null when the value was refused
     */
    @Nullable
    Object read(String key, Node node, Reading reading);

    /** The value as it may be shown. */
    default String shown(Object value) {
        return value instanceof Object[] list ? Texts.shown(java.util.Arrays.toString(list)) : Texts.shown("" + value);
    }
}
