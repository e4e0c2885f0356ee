/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import io.sluice.launcher.cli.Cli;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command line, understood or refused with one line that says why. */
sealed interface CommandLine {
    record Run(RunOptions options) implements CommandLine {}

    record Help() implements CommandLine {}

    record Version() implements CommandLine {}

    /** A command of {@link Cli}. */
    record Ask(String command, List<String> arguments) implements CommandLine {}

    record Wrong(String line) implements CommandLine {}

    static CommandLine parse(List<String> arguments) {
        String command = arguments.isEmpty() ? "help" : arguments.get(0);
        return switch (command) {
            case "run" -> new RunParser(arguments.subList(1, arguments.size())).parse();
            case "version", "--version" -> new Version();
            case "help", "--help", "-h" -> new Help();
            default ->
                Cli.COMMANDS.contains(command)
                        ? new Ask(command, arguments.subList(1, arguments.size()))
                        : new Wrong("unknown command '" + command + "'; try 'help'");
        };
    }

    /** The options of {@code run}; {@code --name VALUE} and {@code --name=VALUE} both do. */
    final class RunParser {
        private static final Pattern SETTING = Pattern.compile("[A-Za-z0-9_-]+(\\.[^=.\\s]+)*=[^\\r\\n]*");

        private final Deque<String> rest;
        private String home = "sluice-home";
        private @Nullable String config;
        private final List<String> settings = new ArrayList<>();
        private boolean dev;
        private boolean shell;
        private @Nullable String wrong;

        RunParser(List<String> arguments) {
            this.rest = new ArrayDeque<>(arguments);
        }

        CommandLine parse() {
            while (!rest.isEmpty() && wrong == null) {
                option(rest.remove());
            }
            return wrong != null ? new Wrong(wrong) : options();
        }

        private void option(String argument) {
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (equals >= 0) {
                rest.addFirst(argument.substring(equals + 1));
            }
            switch (name) {
                case "--home" -> home = value(name, "a directory");
                case "--config" -> config = value(name, "a file");
                case "--set" -> setting(value(name, "a.b=VALUE"));
                case "--dev" -> dev = flag(name, equals);
                case "--shell" -> shell = flag(name, equals);
                default -> wrong = "unknown option '" + name + "' of run; try 'help'";
            }
        }

        private String value(String name, String what) {
            String value = rest.poll();
            if (value == null || value.isEmpty()) {
                wrong = name + " needs " + what;
                return "";
            }
            return value;
        }

        private void setting(String setting) {
            if (wrong == null && !SETTING.matcher(setting).matches()) {
                wrong = "--set needs a.b=VALUE, not '" + setting + "'";
            }
            settings.add(setting);
        }

        private boolean flag(String name, int equals) {
            if (equals >= 0) {
                wrong = name + " takes no value";
            }
            return true;
        }

        private CommandLine options() {
            try {
                Path homeDirectory = Path.of(home).toAbsolutePath().normalize();
                Path configFile = config == null
                        ? homeDirectory.resolve("conf").resolve("sluice.yaml")
                        : Path.of(config).toAbsolutePath().normalize();
                return new Run(new RunOptions(homeDirectory, configFile, settings, dev, shell));
            } catch (InvalidPathException e) {
                return new Wrong("not a path: " + e.getInput());
            }
        }
    }
}
