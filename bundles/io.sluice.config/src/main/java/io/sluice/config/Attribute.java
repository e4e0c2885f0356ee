/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * One field of a form.
 *
 * @param normal the value when nothing is said; null: none
 */
record Attribute(
        String key,
        String description,
        ValueType type,
        @Nullable Object normal,
        boolean required) implements AttributeDefinition {
    @Override
    public String getName() {
        return key;
    }

    @Override
    public String getID() {
        return key;
    }

    @Override
    public String getDescription() {
        // Options are shown by themselves.
        boolean told = type.allowed().isEmpty()
                || type.allowed().equals(ValueTypes.TEXT.allowed())
                || !type.options().isEmpty();
        return told ? description : description + "; allowed: " + type.allowed();
    }

    /** Lists are arrays, not vectors: an empty vector would be left out, and what is left out stays. */
    @Override
    public int getCardinality() {
        return type.isList() ? Integer.MAX_VALUE : 0;
    }

    @Override
    public int getType() {
        return type.formType();
    }

    @Override
    public String @Nullable [] getOptionValues() {
        return type.options().isEmpty() ? null : type.options().toArray(String[]::new);
    }

    @Override
    public String @Nullable [] getOptionLabels() {
        return getOptionValues();
    }

    /** Null: not looked at. Empty: good. */
    @Override
    public @Nullable String validate(String value) {
        if (value.isEmpty() && !required) {
            return "";
        }
        var reading = new Reading();
        type.read(key, new Node.Scalar(new Place(key, 0), value, false), reading);
        try {
            reading.throwProblems();
            return "";
        } catch (ConfigException wrong) {
            return wrong.getMessage();
        }
    }

    @Override
    public String @Nullable [] getDefaultValue() {
        if (normal == null) {
            return null;
        }
        return normal instanceof String[] several
                ? several.clone()
                : List.of(normal.toString()).toArray(String[]::new);
    }
}
