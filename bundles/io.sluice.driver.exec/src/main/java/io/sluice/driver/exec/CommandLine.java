/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a command into arguments: at blanks, except between quotes of either kind. Nothing else has a meaning: there
 * is no shell, and a backslash is a backslash.
 */
final class CommandLine {
    private static final int MAX_ARGUMENTS = 256;

    private final List<String> arguments = new ArrayList<>();
    private @Nullable StringBuilder argument;
    private char quote;

    private CommandLine() {}

    /**
     * The arguments, the program first.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    static List<String> split(String command) {
        var line = new CommandLine();
        command.chars().forEach(c -> line.add((char) c));
        if (line.quote != 0) {
            throw new IllegalArgumentException("exec: a quote " + line.quote + " is not closed");
        }
        line.end();
        if (line.arguments.size() > MAX_ARGUMENTS) {
            throw new IllegalArgumentException("exec: more than " + MAX_ARGUMENTS + " arguments");
        }
        return List.copyOf(line.arguments);
    }

    private void add(char c) {
        if (quote != 0) {
            if (c == quote) {
                quote = 0;
            } else {
                open().append(c);
            }
        } else if (c == '"' || c == '\'') {
            quote = c;
            open(); // "" is an argument too
        } else if (c == ' ' || c == '\t') {
            end();
        } else {
            open().append(c);
        }
    }

    private StringBuilder open() {
        StringBuilder opened = argument == null ? new StringBuilder() : argument;
        argument = opened;
        return opened;
    }

    private void end() {
        if (argument != null) {
            arguments.add(argument.toString());
            argument = null;
        }
    }
}
