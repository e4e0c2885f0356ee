/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.change;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A configuration as maps, lists and strings, the way it was written: nothing is converted, no variable filled in. */
public final class YamlTree {
    private static final int MAX_CHARS = 4 << 20;
    private static final int MAX_ALIASES = 50;

    /** Without anything in it. */
    public static final YamlTree EMPTY = new YamlTree(Map.of());

    private final Map<String, Object> root;

    private YamlTree(Map<String, Object> root) {
        this.root = root;
    }

    /** What {@link io.sluice.api.config.ConfigFile#read} gives. */
    public static YamlTree of(Map<String, Object> root) {
        return new YamlTree(map(root));
    }

    /**
     * A tree of maps, lists, strings, numbers, booleans and nulls, as in JSON.
     *
     * @throws IllegalArgumentException when it is no YAML
     */
    public static @Nullable Object typed(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setCodePointLimit(MAX_CHARS)
                .build();
        try {
            return new Load(settings).loadFromString(text);
        } catch (YamlEngineException wrong) {
            String message = String.valueOf(wrong.getMessage());
            throw new IllegalArgumentException(
                    "it is not YAML: " + message.lines().findFirst().orElse(""), wrong);
        }
    }

    private static Map<String, Object> map(@Nullable Object value) {
        if (value == null || value.equals("")) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("it has no sections");
        }
        var strings = new LinkedHashMap<String, Object>();
        map.forEach((key, below) -> strings.put(String.valueOf(key), below == null ? "" : below));
        return strings;
    }

    /** A section as a map; empty when there is none. */
    public Map<String, Object> section(String name) {
        Object section = root.get(name);
        return section instanceof Map<?, ?> ? map(section) : Map.of();
    }

    /** What stands at a key of the top; null: nothing. */
    public @Nullable Object top(String name) {
        return root.get(name);
    }

    /** The key of a section that means this name: keys are compared in Unicode's normal form C. */
    public @Nullable String key(String section, String name) {
        return section(section).keySet().stream()
                .filter(key -> Normalizer.normalize(key, Normalizer.Form.NFC).equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The sources that a value of the section streams or publish stands for. */
    public static List<String> sources(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Object url = map.get("url");
            if (url != null) {
                return sources(url);
            }
            if (map.size() == 1 && map.containsKey("takeover")) {
                return List.of(); // somebody publishes to it
            }
            // "- demo:" is a key without value in YAML, and a source here.
            return map.keySet().stream().map(key -> key + ":").toList();
        }
        if (value instanceof List<?> list) {
            var all = new ArrayList<String>();
            list.forEach(item -> all.addAll(sources(item)));
            return all;
        }
        String text = value == null ? "" : value.toString().strip();
        return text.isEmpty() ? List.of() : List.of(text);
    }

    /** The same with one value set, or removed when it is null. */
    public YamlTree with(List<String> path, @Nullable Object value) {
        return path.isEmpty() ? new YamlTree(map(strings(value))) : new YamlTree(with(root, path, value));
    }

    private static Map<String, Object> with(Map<String, Object> old, List<String> path, @Nullable Object value) {
        var changed = new LinkedHashMap<>(old);
        String key = path.get(0);
        if (path.size() > 1) {
            Object below = old.get(key);
            Map<String, Object> deeper = below instanceof Map<?, ?> ? map(below) : Map.of();
            changed.put(key, with(deeper, path.subList(1, path.size()), value));
        } else if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, strings(value));
        }
        return changed;
    }

    private static Object strings(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            var strings = new LinkedHashMap<String, Object>();
            map.forEach((key, below) -> strings.put(String.valueOf(key), strings(below)));
            return strings;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(YamlTree::strings).toList();
        }
        return Objects.toString(value, "");
    }

    /** Shows every string to somebody, keys too. */
    public void scalars(Consumer<String> seen) {
        scalars(root, seen);
    }

    private static void scalars(@Nullable Object value, Consumer<String> seen) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, below) -> {
                seen.accept(String.valueOf(key));
                scalars(below, seen);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(item -> scalars(item, seen));
        } else if (value != null) {
            seen.accept(value.toString());
        }
    }
}
