/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as the configuration writes them: {@code 500ms}, {@code 1.5s}, {@code 2m}, {@code 1h}. */
final class DurationText {
    /** What is allowed, for people. */
    static final String ALLOWED = "a number with ms, s, m or h, for example 500ms, 5s, 2m";

    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h)");

    private DurationText() {}

    /** Null when the text is not of that form; a bare {@code 0} is. */
    static @Nullable Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        BigDecimal ms = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unitMs(form.group(2))));
        return Duration.ofMillis(ms.longValue());
    }

    /** The time as every bundle reads it: a whole number and a unit. */
    static String plain(String text, Duration parsed) {
        return text.equals("0") || text.contains(".") ? parsed.toMillis() + "ms" : text;
    }

    private static long unitMs(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
    }
}
