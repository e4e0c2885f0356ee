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
 * Makes Configuration Admin equal to a model: touches what differs only, and only what the file is about. One thread.
 */
final class ConfigApplier {
    /** Marks what came from the file. */
    static final String ORIGIN = "sluice.origin";

    static final String FILE = "file";
    private static final String ALL = "(" + Constants.SERVICE_PID + "=io.sluice.*)";
    private static final Set<String> NOT_OURS = Set.of(
            Constants.SERVICE_PID, ConfigurationAdmin.SERVICE_FACTORYPID, ConfigurationAdmin.SERVICE_BUNDLELOCATION);

    private final ConfigurationAdmin admin;

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
            String change = update(old, () -> admin.getConfiguration(pid, "?"), section.getValue());
            note(changes, change, pid.substring("io.sluice.".length()));
        }
        // What goes makes room first: a stream that was renamed gives its device to the new name.
        Map<String, Configuration> streams = new TreeMap<>();
        model.streams().keySet().forEach(name -> {
            String pid = StreamPid.FACTORY + "~" + StreamPid.encode(name);
            Configuration old = there.remove(pid);
            if (old != null) {
                streams.put(name, old);
            }
        });
        for (Configuration left : there.values()) {
            if (isOfFile(left)) {
                String name = nameOf(left);
                left.delete();
                changes.add("removed " + name);
            }
        }
        for (Map.Entry<String, Map<String, Object>> stream : model.streams().entrySet()) {
            String name = stream.getKey();
            String change = update(
                    streams.get(name),
                    () -> admin.getFactoryConfiguration(StreamPid.FACTORY, StreamPid.encode(name), "?"),
                    stream.getValue());
            note(changes, change, "stream " + Texts.shown(name));
        }
        return changes;
    }

    /**
     * What others did to the configurations of a model that was applied.
     *
     * @param unmarked only to configurations that do not carry our mark
     */
    List<ForeignChanges.Change> foreign(ConfigModel applied, boolean unmarked) throws IOException {
        Map<String, Configuration> there = existing();
        if (!unmarked) {
            return ForeignChanges.find(there, applied, applied.streams().keySet());
        }
        // As if what carries our mark were as it should be, and what is missing were still to be made.
        Map<String, Map<String, Object>> sections = new TreeMap<>(applied.sections());
        Map<String, Map<String, Object>> streams = new TreeMap<>(applied.streams());
        sections.keySet().removeIf(pid -> isMissingOrMarked(there.get(pid)));
        streams.keySet()
                .removeIf(name -> isMissingOrMarked(there.get(StreamPid.FACTORY + "~" + StreamPid.encode(name))));
        there.values().removeIf(ConfigApplier::isMarked);
        return ForeignChanges.find(
                there,
                new ConfigModel(sections, streams, applied.notes()),
                applied.streams().keySet());
    }

    private static boolean isMissingOrMarked(@Nullable Configuration configuration) {
        return configuration == null || isMarked(configuration);
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
    private static @Nullable String update(@Nullable Configuration old, Fresh fresh, Map<String, Object> wanted)
            throws IOException {
        if (old == null) {
            fresh.get().update(dictionary(wanted));
            return "added";
        }
        Set<String> different = differences(properties(old), wanted);
        if (different.isEmpty() && isMarked(old)) {
            return null;
        }
        old.update(dictionary(wanted));
        return different.isEmpty() ? null : "changed " + String.join(", ", different) + " of";
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
        return StreamPid.FACTORY.equals(configuration.getFactoryPid())
                || Schema.SECTIONS.stream().anyMatch(section -> section.pid().equals(configuration.getPid()))
                || isMarked(configuration);
    }

    private static boolean isMarked(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        return properties != null && FILE.equals(properties.get(ORIGIN));
    }

    private static String nameOf(Configuration configuration) {
        Object name = properties(configuration).get("name");
        return StreamPid.FACTORY.equals(configuration.getFactoryPid())
                ? "stream " + Texts.shown(String.valueOf(name))
                : configuration.getPid();
    }

    /** Without those that Configuration Admin and we add. */
    static Map<String, Object> properties(Configuration configuration) {
        Map<String, Object> map = new HashMap<>();
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties != null) {
            properties.keys().asIterator().forEachRemaining(key -> map.put(key, properties.get(key)));
        }
        map.keySet().removeAll(NOT_OURS);
        map.remove(ORIGIN);
        return map;
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
