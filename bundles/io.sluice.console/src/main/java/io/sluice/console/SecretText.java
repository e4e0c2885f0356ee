/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import io.sluice.api.driver.Source;
import java.util.function.IntPredicate;

/** Masks credentials in the console's output: in the URLs of a page, of JSON, or of plain text, and nothing else. */
final class SecretText {
    private static final String MARK = "://";
    /** The same as the console's JSON writes it. */
    private static final String ESCAPED_MARK = ":\\/\\/";

    private static final int MAX_SCHEME = 40;

    private SecretText() {}

    /** @param type of the content; it says what ends a URL */
    static String mask(String text, String type) {
        IntPredicate ends = ends(type);
        StringBuilder masked = new StringBuilder(text.length());
        int done = 0;
        for (int mark = text.indexOf(':'); mark >= 0; mark = text.indexOf(':', Math.max(done, mark + 1))) {
            boolean escaped = text.startsWith(ESCAPED_MARK, mark);
            if (!escaped && !text.startsWith(MARK, mark)) {
                continue;
            }
            int start = schemeBefore(text, mark, done);
            int end = endAfter(text, mark + (escaped ? ESCAPED_MARK : MARK).length(), ends);
            String url = text.substring(start, end);
            masked.append(text, done, start).append(Source.mask(escaped ? url.replace("\\/", "/") : url));
            done = end;
        }
        return masked.append(text, done, text.length()).toString();
    }

    private static IntPredicate ends(String type) {
        IntPredicate space = Character::isWhitespace;
        if (type.startsWith("application/json")) {
            return space.or(c -> c == '"');
        }
        return type.startsWith("text/plain") ? space : space.or(c -> c == '"' || c == '<' || c == '>');
    }

    private static int schemeBefore(String text, int mark, int from) {
        int start = mark;
        while (start > from && mark - start < MAX_SCHEME && isScheme(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isScheme(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "+.-".indexOf(c) >= 0;
    }

    private static int endAfter(String text, int from, IntPredicate ends) {
        int end = from;
        while (end < text.length() && end - from < Source.MAX_LENGTH && !ends.test(text.charAt(end))) {
            // JSON's escapes, also where JSON is part of a page: what follows does not end a string.
            end += text.charAt(end) == '\\' && end + 1 < text.length() ? 2 : 1;
        }
        return Math.min(end, text.length());
    }

    /** Whether a value is one that was masked: it must not be stored, for the secret would be lost. */
    static boolean masked(String value) {
        return value.contains("***");
    }
}
