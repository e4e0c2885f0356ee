/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Makes Configuration Admin equal to a model: touches what differs only, only what the file is about, and nothing that
 * somebody changed since it was last looked at. One thread.
 */
final class ConfigApplier {
    /** Marks what came from the file. */
    static final String ORIGIN = "sluice.origin";

    static final String FILE = "file";
    private static final String ALL = "(" + Constants.SERVICE_PID + "=io.sluice.*)";
    private static final Set<String> NOT_OURS = Set.of(
            Constants.SERVICE_PID, ConfigurationAdmin.SERVICE_FACTORYPID, ConfigurationAdmin.SERVICE_BUNDLELOCATION);

    private final ConfigurationAdmin admin;
    /** Properties by PID, as they were last written or looked at. */
    private final Map<String, Map<String, Object>> known = new TreeMap<>();

    ConfigApplier(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /**
     * Applies a model.
     *
     * @return one phrase for each change, without values
     * @throws IOException when Configuration Admin cannot store; applying again goes on where it stopped
     */
    List<String> apply(ConfigModel model) throws IOException {
        Map<String, Configuration> there = existing();
        var changes = new ArrayList<String>();
        for (Map.Entry<String, Map<String, Object>> section : model.sections().entrySet()) {
            String pid = section.getKey();
            if (section.getValue().isEmpty()) {
                continue; // what is there of ours goes below
            }
            Configuration old = there.remove(pid);
            String change = update(pid, old, () -> admin.getConfiguration(pid, "?"), section.getValue());
            note(changes, change, pid.substring("io.sluice.".length()));
        }
        // What goes makes room first: a stream that was renamed gives its device to the new name.
        Map<String, Configuration> streams = new TreeMap<>();
        model.streams().keySet().forEach(name -> {
            Configuration old = there.remove(StreamPid.of(name));
            if (old != null) {
                streams.put(name, old);
            }
        });
        for (Configuration left : there.values()) {
            remove(left, changes);
        }
        for (Map.Entry<String, Map<String, Object>> stream : model.streams().entrySet()) {
            String name = stream.getKey();
            String change = update(
                    StreamPid.of(name),
                    streams.get(name),
                    () -> admin.getFactoryConfiguration(StreamPid.FACTORY, StreamPid.encode(name), "?"),
                    stream.getValue());
            note(changes, change, "stream " + Texts.shown(name));
        }
        return changes;
    }

    /** What others did since the last look, or since it was written. The next {@link #apply} overwrites it. */
    List<ForeignChanges.Change> foreign() throws IOException {
        return look(new TreeMap<>(known), Set.of());
    }

    /**
     * As {@link #foreign} at the start, when nothing is known yet: what does not carry our mark.
     *
     * @param model what is to be applied
     */
    List<ForeignChanges.Change> unmarked(ConfigModel model) throws IOException {
        Map<String, Map<String, Object>> wanted = new TreeMap<>(model.sections());
        model.streams().forEach((name, properties) -> wanted.put(StreamPid.of(name), properties));
        Map<String, Map<String, Object>> expected = new TreeMap<>();
        existing().forEach((pid, configuration) -> {
            Map<String, Object> is = properties(configuration);
            if (is != null && isMarked(configuration)) {
                expected.put(pid, is);
            } else if (wanted.containsKey(pid)) {
                expected.put(pid, wanted.getOrDefault(pid, Map.of()));
            }
        });
        return look(expected, model.streams().keySet());
    }

    private List<ForeignChanges.Change> look(Map<String, Map<String, Object>> expected, Set<String> taken)
            throws IOException {
        Map<String, Map<String, Object>> now = new TreeMap<>();
        existing().forEach((pid, configuration) -> {
            Map<String, Object> is = isOfFile(configuration) ? properties(configuration) : null;
            if (is != null) {
                now.put(pid, is);
            }
        });
        known.clear();
        known.putAll(now);
        return ForeignChanges.find(now, expected, taken);
    }

    private Map<String, Configuration> existing() throws IOException {
        Map<String, Configuration> there = new TreeMap<>();
        try {
            Configuration[] all = admin.listConfigurations(ALL);
            for (Configuration configuration : all == null ? new Configuration[0] : all) {
                there.put(configuration.getPid(), configuration);
            }
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
        return there;
    }

    /** Null: nothing changed. */
    private @Nullable String update(String pid, @Nullable Configuration old, Fresh fresh, Map<String, Object> wanted)
            throws IOException {
        Map<String, Object> is = old == null ? null : properties(old);
        if (!same(is, known.get(pid))) {
            return null; // somebody was faster, and is heard first
        }
        if (old == null || is == null) {
            fresh.get().update(dictionary(wanted));
            known.put(pid, wanted);
            return "added";
        }
        Set<String> different = differences(is, wanted);
        if (different.isEmpty() && isMarked(old)) {
            return null;
        }
        try {
            old.update(dictionary(wanted));
            known.put(pid, wanted);
        } catch (IllegalStateException deleted) {
            return null;
        }
        return different.isEmpty() ? null : "changed " + String.join(", ", different) + " of";
    }

    private void remove(Configuration left, List<String> changes) throws IOException {
        Map<String, Object> is = properties(left);
        if (is == null || !isOfFile(left) || !same(is, known.get(left.getPid()))) {
            return;
        }
        String name = StreamPid.FACTORY.equals(left.getFactoryPid())
                ? "stream " + Texts.shown(String.valueOf(is.get("name")))
                : left.getPid();
        known.remove(left.getPid());
        left.delete();
        changes.add("removed " + name);
    }

    private static boolean same(@Nullable Map<String, Object> is, @Nullable Map<String, Object> other) {
        return is == null || other == null
                ? is == other
                : differences(is, other).isEmpty();
    }

    private static void note(List<String> changes, @Nullable String change, String what) {
        if (change != null) {
            changes.add(change + " " + what);
        }
    }

    static Set<String> differences(Map<String, Object> is, Map<String, Object> wanted) {
        var different = new TreeSet<String>();
        is.keySet().stream().filter(key -> !wanted.containsKey(key)).forEach(different::add);
        wanted.forEach((key, value) -> {
            // deepEquals compares arrays by content, everything else as equals does.
            if (!Objects.deepEquals(value, is.get(key))) {
                different.add(key);
            }
        });
        return different;
    }

    private static boolean isOfFile(Configuration configuration) {
        String pid = configuration.getPid();
        return pid.startsWith(StreamPid.FACTORY + "~")
                || pid.startsWith(StreamPid.FACTORY + ".")
                || Schema.SECTIONS.stream().anyMatch(section -> section.pid().equals(pid));
    }

    private static boolean isMarked(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        return properties != null && FILE.equals(properties.get(ORIGIN));
    }

    /** Without those that Configuration Admin and we add; null: it was deleted. */
    private static @Nullable Map<String, Object> properties(Configuration configuration) {
        try {
            Map<String, Object> map = new HashMap<>();
            Dictionary<String, Object> properties = configuration.getProperties();
            if (properties != null) {
                properties.keys().asIterator().forEachRemaining(key -> map.put(key, properties.get(key)));
            }
            map.keySet().removeAll(NOT_OURS);
            map.remove(ORIGIN);
            return map;
        } catch (IllegalStateException deleted) {
            return null;
        }
    }

    private static Dictionary<String, Object> dictionary(Map<String, Object> properties) {
        Map<String, Object> marked = new TreeMap<>(properties);
        marked.put(ORIGIN, FILE);
        return FrameworkUtil.asDictionary(marked);
    }

    /** Makes a configuration that was not there. */
    private interface Fresh {
        Configuration get() throws IOException;
    }
}
