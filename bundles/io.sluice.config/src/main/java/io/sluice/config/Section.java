/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.config.Note.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One section of the file that is one PID of Configuration Admin, as a table.
 *
 * @param keys what is allowed, by path inside the section, for example {@code retry.first}
 * @param foreign keys of go2rtc that are accepted and have no effect here
 * @param others what may stand under names that the user chooses; null: there are none
 */
record Section(
        String name,
        Map<String, Key> keys,
        Set<String> foreign,
        @Nullable ValueType others) {
    /** No dot, which would be a path, and nothing that Configuration Admin or a shell has a meaning for. */
    private static final Pattern OTHER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_/-]{0,63}");

    /**
     * One key.
     *
     * @param normal the value when the file has none; null: the property is absent then
     * @param later nothing in this version uses it yet
     */
    record Key(ValueType type, @Nullable Object normal, boolean later) {}

    static Section of(String name) {
        return new Section(name, new LinkedHashMap<>(), Set.of(), null);
    }

    Section key(String path, ValueType type, @Nullable Object normal) {
        return with(path, new Key(type, normal, false));
    }

    Section later(String path, ValueType type, @Nullable Object normal) {
        return with(path, new Key(type, normal, true));
    }

    private Section with(String path, Key key) {
        var more = new LinkedHashMap<>(keys);
        more.put(path, key);
        return new Section(name, more, foreign, others);
    }

    Section foreign(String... names) {
        return new Section(name, keys, Set.of(names), others);
    }

    /** With names that the user chooses. */
    Section others(ValueType type) {
        return new Section(name, keys, foreign, type);
    }

    /** A key by its path, also one that the user named; null: it may not stand here. */
    @Nullable
    Key keyOf(String path) {
        Key key = keys.get(path);
        ValueType type = others;
        if (key == null && type != null && OTHER_NAME.matcher(path).matches()) {
            return new Key(type, null, false);
        }
        return key;
    }

    String pid() {
        return "io.sluice." + name;
    }

    /** The properties of the PID: what the file says, and the normal value of everything else. */
    Map<String, Object> read(@Nullable Node node, Reading reading) {
        Map<String, Object> properties = new TreeMap<>();
        keys.forEach((path, key) -> {
            if (key.normal() != null) {
                properties.put(path, key.normal());
            }
        });
        if (node != null) {
            read("", node, properties, reading);
        }
        return properties;
    }

    private void read(String prefix, Node node, Map<String, Object> properties, Reading reading) {
        if (Node.isNull(node)) {
            return;
        }
        if (!(node instanceof Node.Fields fields)) {
            String what = (name + "." + prefix).replaceAll("\\.+$", "");
            reading.refuse(node.place(), what + " is " + node.kind() + "; allowed: " + allowedBelow(prefix));
            return;
        }
        for (Node.Field field : fields.fields()) {
            String path = prefix + field.key();
            Key key = keyOf(path);
            if (key != null) {
                read(path, key, field, properties, reading);
            } else if (keys.keySet().stream().anyMatch(k -> k.startsWith(path + "."))) {
                read(path + ".", field.value(), properties, reading);
            } else if (foreign.contains(path)) {
                Go2rtc.ignore(name + "." + path, field.place(), field.value(), reading);
            } else {
                reading.refuse(
                        field.place(),
                        "unknown key " + name + "." + Texts.shown(path) + "; allowed: " + allowedBelow(prefix));
            }
        }
    }

    private void read(String path, Key key, Node.Field field, Map<String, Object> properties, Reading reading) {
        if (Node.isNull(field.value())) {
            return;
        }
        String name = this.name + "." + path;
        Object value = key.type().read(name, field.value(), reading);
        if (value instanceof Map<?, ?> several) {
            several.forEach((below, one) -> properties.put(path + "." + below, one));
        } else if (value != null) {
            properties.put(path, value);
        }
        if (value != null) {
            Verdict verdict = key.later() ? Verdict.LATER : Verdict.USED;
            boolean variable = field.value() instanceof Node.Scalar scalar
                    && !scalar.shown().equals(scalar.text());
            reading.note(
                    field.place(),
                    name,
                    verdict,
                    variable ? "a variable" : key.type().shown(value));
        }
    }

    private String allowedBelow(String prefix) {
        var names = new ArrayList<String>();
        for (String path : keys.keySet()) {
            if (path.startsWith(prefix)) {
                String next = path.substring(prefix.length()).replaceAll("\\..*", "");
                if (!names.contains(next)) {
                    names.add(next);
                }
            }
        }
        if (others != null) {
            names.add("names of your own with " + others.allowed());
        }
        return String.join(", ", names);
    }

    List<String> paths() {
        return List.copyOf(keys.keySet());
    }
}
