/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What differs between two configurations, in phrases without values. */
final class ModelChanges {
    private ModelChanges() {}

    /** @param before null: everything is new */
    static List<String> between(@Nullable ConfigModel before, ConfigModel after) {
        var changes = new ArrayList<String>();
        Map<String, Map<String, Object>> sections = before == null ? Map.of() : before.sections();
        after.sections().forEach((pid, properties) -> {
            List<String> keys = differing(sections.getOrDefault(pid, Map.of()), properties);
            if (!keys.isEmpty()) {
                changes.add("change " + String.join(", ", keys) + " of " + pid.substring("io.sluice.".length()));
            }
        });
        Map<String, Map<String, Object>> streams = before == null ? Map.of() : before.streams();
        streams.keySet().stream()
                .filter(name -> !after.streams().containsKey(name))
                .forEach(name -> changes.add("remove stream " + Texts.shown(name)));
        after.streams().forEach((name, properties) -> {
            Map<String, Object> old = streams.get(name);
            List<String> keys = old == null ? List.of() : differing(old, properties);
            if (old == null) {
                changes.add("add stream " + Texts.shown(name));
            } else if (!keys.isEmpty()) {
                changes.add("change " + String.join(", ", keys) + " of stream " + Texts.shown(name));
            }
        });
        return changes;
    }

    private static List<String> differing(Map<String, Object> before, Map<String, Object> after) {
        var keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys.stream()
                .filter(key -> !Objects.deepEquals(before.get(key), after.get(key)))
                .map(key -> key.replaceFirst("\\.\\d+\\..*", "")) // a table is one key for people
                .distinct()
                .toList();
    }
}
