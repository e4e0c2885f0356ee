/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.change;

import io.sluice.api.driver.MachineSources;
import io.sluice.api.driver.Source;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which sources may come over HTTP. What reaches the machine itself (programs, files, devices) comes from the
 * configuration file only, whoever asks.
 */
public final class SourcePolicy {
    private static final Pattern AUTHORITY = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://([^/?#\\s]*)");

    private final Predicate<String> localScheme;
    private final Destinations destinations;

    /** @param localScheme whether a driver says of a scheme that it reaches the machine */
    public SourcePolicy(Predicate<String> localScheme, Destinations destinations) {
        this.localScheme = localScheme;
        this.destinations = destinations;
    }

    /** Where a source would connect to. */
    @FunctionalInterface
    public interface Destinations {
        /**
         * Why nothing may be fetched from there; null: it may.
         *
         * @param authority as in a URL, with credentials
         */
        @Nullable
        String refusal(String scheme, String authority);
    }

    /**
     * Why a source may not come over HTTP; null: it may. The text shows no credentials.
     *
     * @param streams names that are declared
     */
    public @Nullable String refusal(String text, Set<String> streams) {
        if (text.contains("${")) {
            return "variables can be used in the configuration file only";
        }
        Source source;
        try {
            source = Source.of(text);
        } catch (IllegalArgumentException wrong) {
            return wrong.getMessage();
        }
        String refusal = MachineSources.refusal(source);
        if (refusal != null) {
            return refusal;
        }
        if (localScheme.test(source.scheme())) {
            return MachineSources.local(source.scheme());
        }
        String read = MachineSources.ffmpegStream(source);
        return read != null && !streams.contains(read) ? MachineSources.ffmpegInputs() : destination(text);
    }

    /** Every address in it, also those that stand in a parameter. */
    private @Nullable String destination(String text) {
        String refusal = destinations(text);
        if (refusal != null) {
            return refusal;
        }
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            return decoded.equals(text) ? null : destinations(decoded);
        } catch (IllegalArgumentException notEncoded) {
            return null;
        }
    }

    private @Nullable String destinations(String text) {
        Matcher found = AUTHORITY.matcher(text);
        while (found.find()) {
            String refusal = destinations.refusal(found.group(1), found.group(2));
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }
}
