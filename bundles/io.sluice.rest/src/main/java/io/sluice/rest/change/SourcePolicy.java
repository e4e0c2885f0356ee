/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.change;

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
    private static final Set<String> PROGRAMS = Set.of("exec", "echo", "expr");
    private static final Set<String> FILES = Set.of("file", "pipe", "unix", "fd", "concat", "subfile", "hass", "data");
    private static final Set<String> DEVICES =
            Set.of("v4l2", "alsa", "device", "avfoundation", "dshow", "gdigrab", "x11grab", "pulse", "lavfi", "serial");
    private static final Set<String> FFMPEG_INPUTS = Set.of("http", "https", "rtsp", "rtsps", "rtmp", "rtmps");
    private static final Set<String> FFMPEG_OPTIONS =
            Set.of("video", "audio", "width", "height", "rotate", "bitrate", "timeout", "async", "hardware");
    private static final Pattern FFMPEG_VALUE = Pattern.compile("[A-Za-z0-9/_.,-]*");
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
        String scheme = source.scheme();
        if (PROGRAMS.contains(scheme)) {
            return "sources of the kind " + scheme + ": start programs; they come from the configuration file only";
        }
        if (FILES.contains(scheme) || DEVICES.contains(scheme) || localScheme.test(scheme)) {
            return "sources of the kind " + scheme + ": reach this machine's files or devices; they come from the"
                    + " configuration file only";
        }
        if (text.contains("{input}")) {
            return "templates come from the configuration file only";
        }
        String inside = scheme.equals("ffmpeg") ? ffmpeg(source, streams) : null;
        return inside != null ? inside : destination(text);
    }

    private @Nullable String ffmpeg(Source source, Set<String> streams) {
        String input = source.location().substring("ffmpeg:".length());
        int colon = input.indexOf("://");
        boolean fromNet = colon > 0 && FFMPEG_INPUTS.contains(input.substring(0, colon));
        String name = input.replaceFirst("\\?.*", "");
        if (!fromNet && !streams.contains(name)) {
            return "ffmpeg: takes the name of a stream, or a URL of " + String.join(", ", FFMPEG_INPUTS)
                    + "; files, devices and what is declared nowhere come from the configuration file only";
        }
        for (String option : source.optionKeys()) {
            if (!FFMPEG_OPTIONS.contains(option)) {
                return "ffmpeg's own arguments come from the configuration file only; the option is not one of "
                        + String.join(", ", FFMPEG_OPTIONS);
            }
            for (String value : source.options(option)) {
                if (!FFMPEG_VALUE.matcher(value).matches()) {
                    return "ffmpeg's own arguments come from the configuration file only; #" + option
                            + " takes the name of a preset";
                }
            }
        }
        return null;
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
