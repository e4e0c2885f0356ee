/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.api.driver.MachineSources;
import io.sluice.api.driver.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what others did to our configurations in Configuration Admin (the Web Console's forms, a shell), by what
 * differs from what was applied. A property that is missing was not mentioned and stays; so nothing is lost when a form
 * does not know it.
 */
final class ForeignChanges {
    /** Properties of the tools that made the configuration, not of the configuration. */
    private static final List<String> OF_TOOLS = List.of("service.", "felix.", "webconsole.", "sluice.", ".");

    private static final String TAKEOVER = "takeover";

    private final Set<String> taken;
    private final List<Change> changes = new ArrayList<>();

    /**
     * What was done to one configuration.
     *
     * @param what for people, without secrets
     * @param edits that say the same in the file; none: nothing to write, it is only put back
     * @param refusal why there can be no edit, or null
     */
    record Change(String what, List<Edit> edits, @Nullable String refusal) {}

    private ForeignChanges(Set<String> taken) {
        this.taken = taken;
    }

    /**
     * Compares.
     *
     * @param now properties by PID
     * @param before what they were
     * @param reserved names that no other stream may get, beside those that were there
     */
    static List<Change> find(
            Map<String, Map<String, Object>> now, Map<String, Map<String, Object>> before, Set<String> reserved) {
        var taken = new TreeSet<>(reserved);
        before.forEach((pid, was) -> {
            if (isStream(pid)) {
                taken.add(text(was.get("name")));
            }
        });
        var found = new ForeignChanges(taken);
        for (Section section : Schema.SECTIONS) {
            found.section(section, now.get(section.pid()), before.get(section.pid()));
        }
        before.forEach((pid, was) -> {
            if (isStream(pid)) {
                found.stream(text(was.get("name")), now.get(pid), was);
            }
        });
        now.forEach((pid, is) -> {
            if (isStream(pid) && !before.containsKey(pid)) {
                found.more(is);
            }
        });
        return found.changes;
    }

    private static boolean isStream(String pid) {
        return pid.startsWith(StreamPid.FACTORY + "~") || pid.startsWith(StreamPid.FACTORY + ".");
    }

    private void section(Section section, @Nullable Map<String, Object> is, @Nullable Map<String, Object> was) {
        if (Schema.MACHINE.contains(section.name())) {
            machine(section, is, was);
            return;
        }
        if (is == null) {
            if (was != null) {
                changes.add(new Change(section.name(), List.of(new Edit(List.of(section.name()), null)), null));
            }
            return;
        }
        Map<String, Object> wanted = was == null ? Map.of() : was;
        if (ConfigApplier.differences(is, wanted).isEmpty()) {
            return;
        }
        var edits = new ArrayList<Edit>();
        var tables = new TreeSet<String>();
        String refusal = null;
        for (Map.Entry<String, Object> property : is.entrySet()) {
            String key = property.getKey();
            if (text(property.getValue()).equals(text(wanted.get(key)))) {
                continue;
            }
            String table = key.replaceFirst("\\.\\d+\\..*", "");
            Section.Key known = section.keys().get(table);
            if (known == null) {
                refusal = OF_TOOLS.stream().anyMatch(key::startsWith) ? refusal : "unknown key " + Texts.shown(key);
            } else if (known.type() instanceof TableType) {
                tables.add(table);
            } else {
                edits.add(edit(section.name(), key, known, property.getValue()));
            }
        }
        for (String table : tables) {
            edits.add(new Edit(path(section.name(), table), rows(table, wanted, is)));
        }
        changes.add(new Change(section.name(), edits, refusal));
    }

    private void machine(Section section, @Nullable Map<String, Object> is, @Nullable Map<String, Object> was) {
        Map<String, Object> wanted = was == null ? Map.of() : was;
        if (is == null ? was != null : !ConfigApplier.differences(is, wanted).isEmpty()) {
            changes.add(new Change(section.name(), List.of(), "it can be changed in the configuration file only"));
        }
    }

    private static Edit edit(String section, String key, Section.Key known, Object value) {
        // What nobody has to say is not said: a form sends every key.
        boolean normal = text(value).equals(text(known.normal()));
        return new Edit(path(section, key), normal ? null : plain(value));
    }

    private static List<String> path(String section, String key) {
        var path = new ArrayList<>(List.of(section));
        path.addAll(Arrays.asList(key.split("\\.")));
        return path;
    }

    private static List<Object> rows(String table, Map<String, Object> wanted, Map<String, Object> is) {
        Map<String, Object> all = new TreeMap<>(wanted);
        all.putAll(is);
        Map<Integer, Map<String, Object>> rows = new TreeMap<>();
        all.forEach((key, value) -> {
            if (key.matches(table + "\\.\\d{1,6}\\..+")) {
                String rest = key.substring(table.length() + 1);
                int dot = rest.indexOf('.');
                rows.computeIfAbsent(Integer.valueOf(rest.substring(0, dot)), row -> new LinkedHashMap<>())
                        .put(rest.substring(dot + 1), plain(value));
            }
        });
        return List.copyOf(rows.values());
    }

    private void stream(String name, @Nullable Map<String, Object> is, Map<String, Object> wanted) {
        String what = "stream " + Texts.shown(name);
        if (is == null) {
            changes.add(new Change(what, gone(name), null));
            return;
        }
        if (ConfigApplier.differences(is, wanted).isEmpty()) {
            return;
        }
        Map<String, Object> all = new TreeMap<>(wanted);
        all.putAll(is);
        var edits = new ArrayList<Edit>();
        boolean renamed = !text(all.get("name")).equals(name);
        if (renamed) {
            edits.addAll(gone(name));
        }
        String newName = text(all.get("name"));
        if (renamed || differs("sources", all, wanted) || takesOver(all) != takesOver(wanted)) {
            edits.add(sources(newName, all));
        }
        if (renamed || differs("preload", all, wanted)) {
            edits.add(preload(newName, all));
        }
        String refusal = renamed && isTaken(newName) ? taken(newName) : machine(all, wanted);
        changes.add(new Change(what, edits, refusal));
    }

    /** One that the file does not have, most likely under a generated PID. */
    private void more(Map<String, Object> is) {
        String name = text(is.get("name"));
        String refusal = name.isBlank() ? "it has no name" : isTaken(name) ? taken(name) : machine(is, Map.of());
        List<Edit> edits = refusal != null ? List.of() : List.of(sources(name, is), preload(name, is));
        changes.add(new Change("stream " + Texts.shown(name), edits, refusal));
    }

    /** A form may move and drop sources that reach the machine, but not bring one. */
    private static @Nullable String machine(Map<String, Object> is, Map<String, Object> was) {
        List<String> known = texts(was.get("sources"));
        for (String source : texts(is.get("sources"))) {
            try {
                String refusal = known.contains(source) ? null : MachineSources.refusal(Source.of(source));
                if (refusal != null) {
                    return refusal;
                }
            } catch (IllegalArgumentException wrong) {
                return null; // refused where sources are read, with the same words as in the file
            }
        }
        return null;
    }

    private static List<String> texts(@Nullable Object sources) {
        Object value = plain(sources == null ? List.of() : sources);
        return value instanceof List<?> list
                ? list.stream().map(ForeignChanges::text).toList()
                : List.of(text(value));
    }

    private boolean isTaken(String name) {
        return taken.contains(name);
    }

    private static String taken(String name) {
        return "there is a stream " + Texts.shown(name) + " already";
    }

    private static List<Edit> gone(String name) {
        return List.of(new Edit(List.of(Schema.STREAMS, name), null), new Edit(List.of(Schema.PRELOAD, name), null));
    }

    private static Edit sources(String name, Map<String, Object> properties) {
        Object value = plain(properties.getOrDefault("sources", List.of()));
        List<?> sources = value instanceof List<?> list ? list : List.of(value);
        List<?> given =
                sources.stream().filter(source -> !text(source).isBlank()).toList();
        Object written = given.size() == 1 ? given.get(0) : given;
        boolean published = given.isEmpty() && takesOver(properties);
        return new Edit(List.of(Schema.STREAMS, name), published ? Map.of(TAKEOVER, true) : written);
    }

    private static boolean differs(String key, Map<String, Object> is, Map<String, Object> wanted) {
        return !text(is.get(key)).equals(text(wanted.get(key)));
    }

    private static boolean takesOver(Map<String, Object> properties) {
        return String.valueOf(properties.get(TAKEOVER)).equals("true");
    }

    private static Edit preload(String name, Map<String, Object> properties) {
        String preload = text(properties.get("preload"));
        return new Edit(List.of(Schema.PRELOAD, name), preload.isEmpty() ? null : preload);
    }

    /** A property as the file says it. */
    private static Object plain(Object value) {
        if (value instanceof Collection<?> several) {
            return several.stream().map(ForeignChanges::plain).toList();
        }
        if (value.getClass().isArray()) {
            return IntStream.range(0, java.lang.reflect.Array.getLength(value))
                    .mapToObj(i -> plain(java.lang.reflect.Array.get(value, i)))
                    .toList();
        }
        return value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    /** For comparing: forms make texts of numbers, and nothing or an empty list of none. */
    private static String text(@Nullable Object value) {
        Object plain = value == null ? List.of() : plain(value);
        return plain instanceof List<?> list && list.isEmpty() ? "" : plain.toString();
    }
}
