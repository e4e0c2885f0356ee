/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

/** The form of one configuration. */
record Form(String id, String name, String description, List<AttributeDefinition> attributes)
        implements ObjectClassDefinition {
    @Override
    public String getID() {
        return id;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getDescription() {
        return description;
    }

    @Override
    public AttributeDefinition @Nullable [] getAttributeDefinitions(int filter) {
        AttributeDefinition[] chosen = attributes.stream()
                .filter(attribute -> filter == ALL || ((Attribute) attribute).required() == (filter == REQUIRED))
                .toArray(AttributeDefinition[]::new);
        return chosen.length == 0 ? null : chosen;
    }

    @Override
    public @Nullable InputStream getIcon(int size) {
        return null;
    }
}
