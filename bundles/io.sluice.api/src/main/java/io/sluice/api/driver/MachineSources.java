/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which sources reach the machine itself: its programs, files and devices. They come from the configuration file only,
 * because who writes that file has the machine already; never over HTTP, from a form, or by a redirect. A driver that
 * is not known here says it of itself by {@link Driver#LOCAL}. Whoever takes sources from elsewhere asks.
 */
public final class MachineSources {
    private static final Set<String> PROGRAMS = Set.of("exec", "echo", "expr");
    private static final Set<String> FILES = Set.of("file", "pipe", "unix", "fd", "concat", "subfile", "hass", "data");
    private static final Set<String> DEVICES =
            Set.of("v4l2", "alsa", "device", "avfoundation", "dshow", "gdigrab", "x11grab", "pulse", "lavfi", "serial");
    private static final Set<String> FFMPEG_INPUTS = Set.of("http", "https", "rtsp", "rtsps", "rtmp", "rtmps");
    private static final Pattern FFMPEG_STREAM = Pattern.compile("(?!device\\?|virtual\\?|tts\\?)[^/:-][^:]*");
    private static final Set<String> FFMPEG_OPTIONS =
            Set.of("video", "audio", "width", "height", "rotate", "bitrate", "timeout", "async", "hardware");
    private static final Pattern FFMPEG_VALUE = Pattern.compile("[A-Za-z0-9/_.,-]*");

    private MachineSources() {}

    /** Why a source reaches the machine, as a sentence without credentials; null: it does not. */
    public static @Nullable String refusal(Source source) {
        String scheme = source.scheme();
        if (PROGRAMS.contains(scheme)) {
            return "sources of the kind " + scheme + ": start programs; they come from the configuration file only";
        }
        if (FILES.contains(scheme) || DEVICES.contains(scheme)) {
            return local(scheme);
        }
        if (source.raw().contains("{input}")) {
            return "templates come from the configuration file only";
        }
        return scheme.equals("ffmpeg") ? ffmpeg(source) : null;
    }

    /** The sentence for a scheme whose driver says {@link Driver#LOCAL}. */
    public static String local(String scheme) {
        return "sources of the kind " + scheme + ": reach this machine's files or devices; they come from the"
                + " configuration file only";
    }

    private static @Nullable String ffmpeg(Source source) {
        String input = source.location().substring("ffmpeg:".length());
        int colon = input.indexOf("://");
        boolean fromNet = colon > 0 && FFMPEG_INPUTS.contains(input.substring(0, colon));
        if (!fromNet && !FFMPEG_STREAM.matcher(input).matches()) {
            return ffmpegInputs();
        }
        for (String option : source.optionKeys()) {
            if (!FFMPEG_OPTIONS.contains(option)) {
                return "ffmpeg's own arguments come from the configuration file only; the option is not one of "
                        + String.join(", ", FFMPEG_OPTIONS.stream().sorted().toList());
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

    /** What {@code ffmpeg:} takes from elsewhere. */
    public static String ffmpegInputs() {
        return "ffmpeg: takes the name of a stream, or a URL of "
                + String.join(", ", FFMPEG_INPUTS.stream().sorted().toList())
                + "; files, devices and what is declared nowhere come from the configuration file only";
    }

    /** The stream that {@code ffmpeg:} would read; null: another source, or a URL. */
    public static @Nullable String ffmpegStream(Source source) {
        String input = source.location().substring(source.scheme().length() + 1);
        return source.scheme().equals("ffmpeg") && !input.contains("://") ? input.replaceFirst("\\?.*", "") : null;
    }
}
