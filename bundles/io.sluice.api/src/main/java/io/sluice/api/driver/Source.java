/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream's media comes from, as the configuration writes it: a scheme, what the driver makes of the rest, and
 * options after {@code #}: {@code rtsp://user:pass@192.0.2.7/stream1#timeout=30}. Options are {@code key} or
 * {@code key=value}, may repeat, and are not percent-decoded (go2rtc's syntax). {@link #toString()} never shows
 * credentials.
 */
public final class Source {
    /** Longest source in characters. */
    public static final int MAX_LENGTH = 8192;

    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*");
    // Greedy up to the last @ of the authority: passwords with an unescaped @ are common on cameras. One with an
    // unescaped slash, question mark or hash makes no URL, but is a secret; digits before a slash are a port.
    private static final Pattern USER_INFO =
            Pattern.compile("://(?:([^/?#]*)@|([^:/?#@\\s\\[]*:)(?![0-9]{1,5}(?:[/?#\\s]|$))[^\\s\"'<>]*@)");
    private static final Pattern SECRET_OPTION = Pattern.compile(
            "((?:^|[?&#;])[^=&#?;]*(?:pass|pwd|secret|token|auth|key)[^=&#?;]*=)[^&#;]*", Pattern.CASE_INSENSITIVE);

    private final String text;
    private final String scheme;

    private Source(String text, String scheme) {
        this.text = text;
        this.scheme = scheme;
    }

    /**
     * Reads a source.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong and shows no credentials
     */
    public static Source of(String text) {
        String trimmed = text.strip();
        int colon = trimmed.indexOf(':');
        if (colon <= 0 || !SCHEME.matcher(trimmed.substring(0, colon)).matches()) {
            throw new IllegalArgumentException("source has no scheme; expected something like rtsp://host/path");
        }
        if (trimmed.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("source is longer than " + MAX_LENGTH + " characters");
        }
        if (trimmed.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("source has a control character");
        }
        return new Source(trimmed, trimmed.substring(0, colon).toLowerCase(Locale.ROOT));
    }

    /** Scheme in lower case. */
    public String scheme() {
        return scheme;
    }

    /** Everything as it was written, with credentials: never log it. */
    public String raw() {
        return text;
    }

    /** What stands before the options, with credentials: never log it. */
    public String location() {
        int hash = text.indexOf('#');
        return hash < 0 ? text : text.substring(0, hash);
    }

    /** The names of all options in their order, each once: for refusing those that a driver does not know. */
    public List<String> optionKeys() {
        return options().stream()
                .map(Source::keyOf)
                .filter(key -> !key.isEmpty())
                .distinct()
                .toList();
    }

    /** The values of an option in their order; an empty string for one without value. */
    public List<String> options(String key) {
        var values = new ArrayList<String>();
        for (String option : options()) {
            if (keyOf(option).equals(key)) {
                values.add(option.substring(Math.min(option.length(), key.length() + 1)));
            }
        }
        return values;
    }

    private List<String> options() {
        int hash = text.indexOf('#');
        return hash < 0 ? List.of() : List.of(text.substring(hash + 1).split("#"));
    }

    private static String keyOf(String option) {
        int equals = option.indexOf('=');
        return equals < 0 ? option : option.substring(0, equals);
    }

    /** The first value of an option, or null. */
    public @Nullable String option(String key) {
        List<String> values = options(key);
        return values.isEmpty() ? null : values.get(0);
    }

    /** Equal sources have the same text. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Source that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text);
    }

    /** The source with passwords, tokens and the like as {@code ***}. */
    @Override
    public String toString() {
        return mask(text);
    }

    /** Masks credentials in any text that may hold URLs. */
    public static String mask(String text) {
        String masked = USER_INFO.matcher(text).replaceAll(found -> {
            String userInfo = found.group(1) == null ? found.group(2) : found.group(1);
            int colon = userInfo.indexOf(':');
            String user = colon < 0 ? "***" : userInfo.substring(0, colon) + ":***";
            return java.util.regex.Matcher.quoteReplacement("://" + user + "@");
        });
        return SECRET_OPTION.matcher(masked).replaceAll("$1***");
    }
}
