/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** The Metatype of a bundle (OSGi Compendium 105) as JSON: one form for each PID. */
public final class Forms implements Function<String, List<Map<String, Object>>> {
    private static final Map<Integer, String> TYPES = Map.of(
            AttributeDefinition.STRING, "string",
            AttributeDefinition.LONG, "long",
            AttributeDefinition.INTEGER, "integer",
            AttributeDefinition.SHORT, "short",
            AttributeDefinition.CHARACTER, "character",
            AttributeDefinition.BYTE, "byte",
            AttributeDefinition.DOUBLE, "double",
            AttributeDefinition.FLOAT, "float",
            AttributeDefinition.BOOLEAN, "boolean",
            AttributeDefinition.PASSWORD, "password");

    private final BundleContext context;
    private final Supplier<@Nullable MetaTypeService> service;

    public Forms(BundleContext context, Supplier<@Nullable MetaTypeService> service) {
        this.context = context;
        this.service = service;
    }

    @Override
    public List<Map<String, Object>> apply(String label) {
        MetaTypeService types = service.get();
        Bundle bundle = Arrays.stream(context.getBundles())
                .filter(each -> (each.getSymbolicName() + " " + each.getVersion()).equals(label))
                .findFirst()
                .orElse(null);
        MetaTypeInformation information = types == null || bundle == null ? null : types.getMetaTypeInformation(bundle);
        var forms = new ArrayList<Map<String, Object>>();
        if (information != null) {
            for (String pid : information.getPids()) {
                forms.add(form(pid, false, information.getObjectClassDefinition(pid, null)));
            }
            for (String pid : information.getFactoryPids()) {
                forms.add(form(pid, true, information.getObjectClassDefinition(pid, null)));
            }
        }
        return forms;
    }

    private static Map<String, Object> form(String pid, boolean factory, ObjectClassDefinition definition) {
        var form = new LinkedHashMap<String, Object>();
        form.put("pid", pid);
        form.put("factory", factory);
        form.put("name", definition.getName());
        form.put("description", definition.getDescription());
        AttributeDefinition[] attributes = definition.getAttributeDefinitions(ObjectClassDefinition.ALL);
        form.put(
                "attributes",
                Arrays.stream(attributes == null ? new AttributeDefinition[0] : attributes)
                        .map(Forms::attribute)
                        .toList());
        return form;
    }

    private static Map<String, Object> attribute(AttributeDefinition attribute) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", attribute.getID());
        view.put("name", attribute.getName());
        view.put("description", attribute.getDescription());
        view.put("type", TYPES.getOrDefault(attribute.getType(), "string"));
        view.put("many", attribute.getCardinality() != 0);
        String[] normal = attribute.getDefaultValue();
        view.put("default", normal == null ? List.of() : List.of(normal));
        String[] values = attribute.getOptionValues();
        String[] labels = attribute.getOptionLabels();
        var options = new ArrayList<Map<String, Object>>();
        for (int i = 0; values != null && i < values.length; i++) {
            options.add(Map.of("value", values[i], "label", labels == null ? values[i] : labels[i]));
        }
        view.put("options", options);
        return view;
    }
}
