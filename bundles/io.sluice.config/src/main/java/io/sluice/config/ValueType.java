/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

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

    /** What is allowed, for people; empty: anything. */
    default String allowed() {
        return "";
    }

    /** The type of one value in a form, a constant of {@link AttributeDefinition}. */
    default int formType() {
        return AttributeDefinition.STRING;
    }

    /** The only values there are; none: others too. */
    default List<String> options() {
        return List.of();
    }

    /** True when the property is an array. */
    default boolean isList() {
        return false;
    }

    /** The value as it may be shown. */
    default String shown(Object value) {
        return value instanceof Object[] list ? Texts.shown(java.util.Arrays.toString(list)) : Texts.shown("" + value);
    }
}
