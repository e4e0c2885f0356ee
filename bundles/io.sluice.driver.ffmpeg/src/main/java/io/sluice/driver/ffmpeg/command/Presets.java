/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Arguments by name: ours, and what the section {@code ffmpeg} of the configuration file makes of them. Immutable.
 * Names are all that a source can say of them.
 */
public final class Presets {
    /** Keys of the section that are no preset. */
    public static final Set<String> SETTINGS = Set.of("bin", "timeout", "programs");

    private static final Map<String, Map<String, List<String>>> OURS = ours();

    /** By name, whatever the kind. */
    private final Map<String, List<String>> arguments = new TreeMap<>();

    private final Set<String> added = new TreeSet<>();
    private final Map<String, String> problems = new TreeMap<>();

    private Presets() {
        OURS.forEach((kind, named) -> named.forEach((name, value) -> arguments.put(key(kind, name), value)));
    }

    /** What is built in. */
    public static Presets builtIn() {
        return new Presets();
    }

    /**
     * The built-in ones, as a section changes them.
     *
     * @param section its properties; a text is split at blanks once, a list is taken as it is
     */
    public static Presets of(Map<String, ?> section) {
        var presets = new Presets();
        section.forEach((name, value) -> {
            if (!SETTINGS.contains(name) && !isOfTools(name)) {
                presets.put(name, value);
            }
        });
        return presets;
    }

    private static boolean isOfTools(String name) {
        return name.startsWith("service.")
                || name.startsWith("component.")
                || name.startsWith("felix.")
                || name.startsWith("webconsole.")
                || name.startsWith("sluice.")
                || name.startsWith(".");
    }

    private void put(String name, @Nullable Object value) {
        List<String> given;
        try {
            given = arguments(value);
        } catch (IllegalArgumentException wrong) {
            problems.put(name, "ffmpeg." + Checked.shown(name) + ": " + wrong.getMessage());
            return;
        }
        boolean known = false;
        for (String kind : OURS.keySet()) {
            if (arguments.containsKey(key(kind, name)) && !name.equals("copy")) {
                arguments.put(key(kind, name), given);
                known = true;
            }
        }
        if (!known && !name.equals("copy")) {
            arguments.put(key("added", name), given);
            added.add(name);
        }
    }

    private static List<String> arguments(@Nullable Object value) {
        if (value instanceof String text) {
            return ArgumentText.split(text);
        }
        Stream<?> several = value instanceof Object[] array
                ? Arrays.stream(array)
                : value instanceof Collection<?> collection ? collection.stream() : Stream.of();
        List<String> given = several.map(String::valueOf).toList();
        if (given.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("an argument has a zero byte");
        }
        return given;
    }

    private static String key(String kind, String name) {
        return kind + "." + name;
    }

    /** What of the section cannot be used, as sentences. */
    public List<String> problems() {
        return List.copyOf(problems.values());
    }

    List<String> plain(String name) {
        return arguments.getOrDefault(key("plain", name), List.of());
    }

    /** Arguments for {@code #input=NAME}, with {@code {input}}; null: there is none of this name. */
    @Nullable
    List<String> input(String name) {
        return ofKind("input", name);
    }

    @Nullable
    List<String> video(String name) {
        return ofKind("video", name);
    }

    @Nullable
    List<String> audio(String name) {
        return ofKind("audio", name);
    }

    /** Those that the section added: for inputs, codecs and {@code #raw} alike. */
    @Nullable
    List<String> added(String name) {
        return arguments.get(key("added", name));
    }

    /** Arguments of an encoder in hardware; null: this hardware has no such encoder. */
    public @Nullable List<String> hardware(String codec, Hardware hardware) {
        List<String> ours = arguments.get(key("hardware", codec + "/" + hardware.label()));
        return ours != null ? ours : added(codec + "/" + hardware.label());
    }

    private @Nullable List<String> ofKind(String kind, String name) {
        List<String> ours = arguments.get(key(kind, name));
        return ours != null ? ours : added(name);
    }

    /** All that {@code #video=}, {@code #audio=} or {@code #input=} may name. */
    Collection<String> names(String kind) {
        var names = new TreeSet<>(added);
        names.addAll(OURS.getOrDefault(kind, Map.of()).keySet());
        return names;
    }

    Collection<String> added() {
        return added;
    }

    private static Map<String, Map<String, List<String>>> ours() {
        var read = new Properties();
        try (InputStream in = Presets.class.getResourceAsStream("presets.properties")) {
            if (in == null) {
                throw new IllegalStateException("presets.properties is missing");
            }
            read.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
        Map<String, Map<String, List<String>>> kinds = new TreeMap<>();
        for (String key : read.stringPropertyNames()) {
            int dot = key.indexOf('.');
            kinds.computeIfAbsent(key.substring(0, dot), kind -> new TreeMap<>())
                    .put(key.substring(dot + 1), ArgumentText.split(read.getProperty(key)));
        }
        return kinds;
    }
}
