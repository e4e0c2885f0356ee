/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Says by Metatype what the configurations are made of, so that the Web Console has forms for them. */
@Component(
        service = {},
        immediate = true)
public final class Forms implements MetaTypeProvider {
    private static final String NAME_HINT = "webconsole.configurationFactory.nameHint";

    private final Properties descriptions;
    private final ServiceRegistration<?> registration;

    @Activate
    public Forms(BundleContext context) throws IOException {
        descriptions = descriptions();
        String[] pids = Schema.SECTIONS.stream()
                .filter(section -> !attributes(section).isEmpty())
                .map(Section::pid)
                .toArray(String[]::new);
        Map<String, Object> properties =
                Map.of(METATYPE_PID, pids, METATYPE_FACTORY_PID, new String[] {StreamPid.FACTORY});
        registration = context.registerService(MetaTypeProvider.class, this, FrameworkUtil.asDictionary(properties));
    }

    /** One line of text by section, and by section and key. */
    static Properties descriptions() throws IOException {
        var descriptions = new Properties();
        try (InputStream in = Forms.class.getResourceAsStream("keys.properties")) {
            if (in == null) {
                throw new IOException("the bundle has no keys.properties");
            }
            descriptions.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return descriptions;
    }

    @Override
    public ObjectClassDefinition getObjectClassDefinition(String id, @Nullable String locale) {
        if (id.equals(StreamPid.FACTORY)) {
            return new Form(id, "Sluice stream", "A stream and its sources", streamAttributes());
        }
        for (Section section : Schema.SECTIONS) {
            if (section.pid().equals(id)) {
                return new Form(id, "Sluice " + section.name(), described(section.name()), attributes(section));
            }
        }
        throw new IllegalArgumentException("no configuration " + id);
    }

    private String described(String key) {
        return descriptions.getProperty(key, "");
    }

    private static List<AttributeDefinition> streamAttributes() {
        return List.of(
                new Attribute(
                        "name", "Letters, digits, space and . _ ~ - in parts joined by /", ValueTypes.TEXT, "", true),
                new Attribute(
                        "sources",
                        "In the order in which tracks are looked for, for example rtsp://host/path; none: somebody"
                                + " publishes to it",
                        ValueTypes.listOf(ValueTypes.TEXT),
                        new String[0],
                        false),
                new Attribute(
                        "preload",
                        "What is kept running without any viewer: video, video&audio, audio=aac; empty: nothing",
                        ValueTypes.TEXT,
                        "",
                        false),
                new Attribute(
                        "takeover",
                        "Whether somebody who publishes takes the place of whoever publishes already",
                        ValueTypes.BOOLEAN,
                        false,
                        false),
                new Attribute(NAME_HINT, "How the console names a stream", ValueTypes.TEXT, "{name}", false));
    }

    /** Without tables, which no form can show: what is not in a form stays as it is. */
    private List<AttributeDefinition> attributes(Section section) {
        var attributes = new ArrayList<AttributeDefinition>();
        section.keys().forEach((path, key) -> {
            if (!(key.type() instanceof TableType)) {
                String text = described(section.name() + "." + path);
                String later = key.later() ? " (nothing in this version uses it)" : "";
                attributes.add(new Attribute(path, text + later, key.type(), key.normal(), false));
            }
        });
        return attributes;
    }

    @Override
    public String @Nullable [] getLocales() {
        return null;
    }

    @Deactivate
    void close() {
        registration.unregister();
    }
}
