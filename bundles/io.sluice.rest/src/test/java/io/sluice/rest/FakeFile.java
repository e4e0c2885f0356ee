/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import io.sluice.api.config.ConfigFile;
import io.sluice.api.config.ConfigRefusedException;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.StreamName;
import io.sluice.rest.change.YamlTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

/** A configuration file in memory that is applied to a {@link FakeRegistry} at once. */
public final class FakeFile implements ConfigFile {
    private final FakeRegistry registry;
    private String text;
    private int version;

    public FakeFile(FakeRegistry registry, String text) {
        this.registry = registry;
        set(text);
    }

    public synchronized String text() {
        return text;
    }

    private void set(String changed) {
        text = changed;
        version++;
        var streams = new LinkedHashMap<StreamName, List<Source>>();
        YamlTree.of(read(changed))
                .section("streams")
                .forEach((name, value) -> streams.put(
                        StreamName.of(name),
                        YamlTree.sources(value).stream().map(Source::of).toList()));
        registry.streams.putAll(streams);
        registry.streams.keySet().retainAll(streams.keySet());
    }

    @Override
    public synchronized Document document() {
        return new Document(Path.of("/home/conf/sluice.yaml"), text, Source.mask(text), "v" + version, null, Set.of());
    }

    @Override
    @SuppressWarnings("unchecked")
    public Map<String, Object> read(String other) {
        return (Map<String, Object>) YamlTree.typed(other);
    }

    @Override
    public Review review(String other) {
        return new Review(List.of(), List.of("a note"), List.of("a change"));
    }

    @Override
    public synchronized Document replace(String etag, String other) throws ConfigRefusedException {
        require(etag);
        set(other);
        return document();
    }

    private void require(String etag) throws ConfigRefusedException {
        if (etag != null && !etag.equals("v" + version)) {
            throw new ConfigRefusedException(ConfigRefusedException.Cause.STALE, List.of("stale"));
        }
    }

    @Override
    public synchronized Document change(String etag, List<Edit> edits) throws ConfigRefusedException {
        require(etag);
        Map<Object, Object> tree = new LinkedHashMap<>();
        for (String section : List.of("streams", "preload", "exec", "auth", "env")) {
            Object value = YamlTree.of(read(text)).top(section);
            if (value != null) {
                tree.put(section, value instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : value);
            }
        }
        for (Edit edit : edits) {
            set(tree, new ArrayList<>(edit.path()), edit.value());
        }
        set(new Dump(DumpSettings.builder().build()).dumpToString(tree));
        return document();
    }

    @SuppressWarnings("unchecked")
    private static void set(Map<Object, Object> tree, List<String> path, Object value) {
        if (path.size() > 1) {
            Object below = tree.computeIfAbsent(path.get(0), key -> new LinkedHashMap<>());
            set((Map<Object, Object>) below, path.subList(1, path.size()), value);
        } else if (value == null) {
            tree.remove(path.get(0));
        } else {
            tree.put(path.get(0), value);
        }
    }
}
