/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks of single values; what is not allowed is refused with a sentence that names the option. */
final class Checked {
    private static final int SHOWN = 40;

    private Checked() {}

    static IllegalArgumentException refusal(String option, String value, String allowed) {
        return new IllegalArgumentException("ffmpeg: " + option + "=" + shown(value) + " is not allowed; " + allowed);
    }

    static IllegalArgumentException unknown(String what, String name, Collection<String> known) {
        return new IllegalArgumentException(
                "ffmpeg: there is no " + what + " " + shown(name) + "; there are " + String.join(", ", known));
    }

    /** A value as a message may have it: short, without anything that could begin a line. */
    static String shown(String value) {
        String plain = value.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "…";
    }

    static int number(String option, String value, int min, int max) {
        if (value.matches("[0-9]{1,7}")) {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw refusal(option, value, "allowed is a whole number from " + min + " to " + max);
    }

    static String like(String option, String value, Pattern pattern, String allowed) {
        if (!pattern.matcher(value).matches()) {
            throw refusal(option, value, "allowed is " + allowed);
        }
        return value;
    }

    static <T> T oneOf(String option, String value, Map<String, T> values) {
        T found = values.get(value);
        if (found == null) {
            throw refusal(option, value, "allowed are " + String.join(", ", values.keySet()));
        }
        return found;
    }
}
