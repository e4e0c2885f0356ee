/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

/** Lines of a text, whatever ends them. */
final class Lines {
    private Lines() {}

    /** Where the line of an offset begins. */
    static int start(String text, int offset) {
        int at = offset;
        while (at > 0 && !isBreak(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** Where the line of an offset ends, before its line break. */
    static int end(String text, int offset) {
        int at = offset;
        while (at < text.length() && !isBreak(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Where the next line begins, or the end of the text. */
    static int next(String text, int offset) {
        int end = end(text, offset);
        if (end == text.length()) {
            return end;
        }
        return text.startsWith("\r\n", end) ? end + 2 : end + 1;
    }

    /** What ends the lines of this text. */
    static String breakOf(String text) {
        int first = end(text, 0);
        return first == text.length() ? "\n" : text.substring(first, next(text, 0));
    }

    /** What stands before an offset in its line. */
    static String before(String text, int offset) {
        return text.substring(start(text, offset), offset);
    }

    static boolean isBreak(char c) {
        return c == '\n' || c == '\r';
    }
}
