/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import java.util.ArrayList;
import java.util.List;

/**
 * Arguments that somebody wrote as one text, as go2rtc's presets are: split at blanks, once; what stands in single or
 * double quotes belongs together. No variables, no escapes, no shell.
 */
final class ArgumentText {
    private static final int MAX_ARGUMENTS = 256;

    private ArgumentText() {}

    /** @throws IllegalArgumentException for a quote without end, a control character, or more than 256 arguments */
    static List<String> split(String text) {
        var arguments = new ArrayList<String>();
        var argument = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote != 0) {
                argument.append(plain(c));
            } else if (c == '"' || c == '\'') {
                quote = c;
                begun = true;
            } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                if (begun) {
                    arguments.add(argument.toString());
                }
                argument.setLength(0);
                begun = false;
            } else {
                argument.append(plain(c));
                begun = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote has no end");
        }
        if (begun) {
            arguments.add(argument.toString());
        }
        if (arguments.size() > MAX_ARGUMENTS) {
            throw new IllegalArgumentException("more than " + MAX_ARGUMENTS + " arguments");
        }
        return List.copyOf(arguments);
    }

    private static char plain(char c) {
        if (Character.isISOControl(c)) {
            throw new IllegalArgumentException("there is a control character");
        }
        return c;
    }
}
