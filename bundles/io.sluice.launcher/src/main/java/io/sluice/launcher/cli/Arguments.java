/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import io.sluice.launcher.ExitCode;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind a command: options, {@code --name VALUE} or {@code --name=VALUE}, and words.
 *
 * @param options values by name without the dashes; a flag has one empty value
 */
record Arguments(Map<String, List<String>> options, List<String> words) {
    private static final Set<String> FLAGS = Set.of("yes");

    static Arguments parse(List<String> arguments, Set<String> allowed) throws CommandFailedException {
        Map<String, List<String>> options = new TreeMap<>();
        List<String> words = new ArrayList<>();
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String argument = rest.remove();
            if (!argument.startsWith("--")) {
                words.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            if (!allowed.contains(name)) {
                throw usage("unknown option '--" + name + "'; try './sluice help'");
            }
            String value = "";
            if (FLAGS.contains(name)) {
                if (equals >= 0) {
                    throw usage("--" + name + " takes no value");
                }
            } else {
                String next = equals < 0 ? rest.poll() : argument.substring(equals + 1);
                if (next == null || next.isEmpty()) {
                    throw usage("--" + name + " needs a value");
                }
                value = next;
            }
            options.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
        return new Arguments(options, words);
    }

    static CommandFailedException usage(String line) {
        return new CommandFailedException(ExitCode.USAGE, line);
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    List<String> all(String name) {
        return options.getOrDefault(name, List.of());
    }

    /** The last one wins. */
    @Nullable
    String value(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    /** The only word. */
    String word(String what) throws CommandFailedException {
        if (words.size() != 1) {
            throw usage("needs one " + what + "; try './sluice help'");
        }
        return words.get(0);
    }

    Path home() throws CommandFailedException {
        String home = value("home");
        return path(home == null ? "sluice-home" : home);
    }

    Path path(String text) throws CommandFailedException {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException wrong) {
            throw usage("not a path: " + wrong.getInput());
        }
    }

    /** Null: not given. */
    @Nullable
    URI url() throws CommandFailedException {
        String url = value("url");
        if (url == null) {
            return null;
        }
        try {
            URI uri = URI.create(url.replaceFirst("/+$", ""));
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException wrong) {
            // the line below says what it should be
        }
        throw usage("--url needs http://HOST:PORT, not '" + url + "'");
    }
}
