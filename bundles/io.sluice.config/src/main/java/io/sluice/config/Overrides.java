/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Values of the command line's {@code --set a.b=VALUE}, which win over the file. */
final class Overrides {
    /** Their keys are names, which may have dots in them. */
    private static final Set<String> NAMED = Set.of(Schema.STREAMS, Schema.PRELOAD, Schema.PUBLISH);

    private Overrides() {}

    /** One override a line, as the framework property {@code sluice.set} holds them. */
    static List<String> split(String lines) {
        return lines.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    /**
     * The file's tree with the overrides in it.
     *
     * @throws ConfigException when one is not {@code SECTION.KEY=VALUE}
     */
    static Node.Fields apply(Node.Fields file, List<String> overrides) throws ConfigException {
        Node.Fields changed = file;
        for (String override : overrides) {
            if (!isOverride(override)) {
                throw new ConfigException(
                        new Place("--set", 0), "expected SECTION.KEY=VALUE, for example rtsp.listen=:8554");
            }
            int equals = override.indexOf('=');
            Place place = new Place("--set " + Texts.shown(override.substring(0, equals)), 0);
            changed = with(changed, path(override), value(place, override.substring(equals + 1)), place);
        }
        return changed;
    }

    private static boolean isOverride(String override) {
        int dot = override.indexOf('.');
        return dot > 0 && override.indexOf('=') >= dot + 2;
    }

    /** The keys that are set, each from the top. */
    static List<List<String>> paths(List<String> overrides) {
        return overrides.stream()
                .filter(Overrides::isOverride)
                .map(Overrides::path)
                .toList();
    }

    private static List<String> path(String override) {
        String path = override.substring(0, override.indexOf('='));
        int dot = path.indexOf('.');
        String section = path.substring(0, dot);
        String rest = path.substring(dot + 1);
        var keys = new ArrayList<>(List.of(section));
        keys.addAll(NAMED.contains(section) ? List.of(rest) : Arrays.asList(rest.split("\\.", -1)));
        return keys;
    }

    private static Node value(Place place, String text) throws ConfigException {
        // Lists and the like are YAML; everything else is taken as it is, so that nobody has to quote for the shell and
        // YAML.
        boolean yaml = text.startsWith("[") || text.startsWith("{") || text.startsWith("\"") || text.startsWith("'");
        return yaml ? YamlText.parseValue(place.file(), text) : new Node.Scalar(place, text, text.isEmpty());
    }

    private static Node.Fields with(Node.Fields fields, List<String> keys, Node value, Place place) {
        String key = keys.get(0);
        Node.Field old = fields.field(key);
        Node changed = value;
        if (keys.size() > 1) {
            Node.Fields below =
                    old != null && old.value() instanceof Node.Fields there ? there : new Node.Fields(place, List.of());
            changed = with(below, keys.subList(1, keys.size()), value, place);
        }
        var all = new ArrayList<>(fields.fields());
        if (old == null) {
            all.add(new Node.Field(place, key, changed));
        } else {
            all.set(all.indexOf(old), new Node.Field(place, key, changed));
        }
        return new Node.Fields(fields.place(), all);
    }
}
