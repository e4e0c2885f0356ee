/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a viewer wants from the query of a URL: go2rtc's filters {@code video=}, {@code audio=} and {@code mp4},
 * in a fixed order. A page about them is {@code docs/negotiation.md}.
 */
public final class Wants {
    /** Longest query in characters. */
    public static final int MAX_LENGTH = 4096;

    /** Most wants of one query. */
    public static final int MAX_WANTS = 16;

    private static final String VIDEO = "video";
    private static final String AUDIO = "audio";
    private static final String MP4 = "mp4";

    private static final Map<String, CodecPattern> VIDEO_CODECS = named(
            List.of(Codec.H264, Codec.H265, Codec.AV1, Codec.VP8, Codec.VP9, Codec.MJPEG),
            Map.of("hevc", Codec.H265, "jpeg", Codec.MJPEG));

    private static final Map<String, CodecPattern> AUDIO_CODECS = named(
            List.of(Codec.AAC, Codec.OPUS, Codec.PCMA, Codec.PCMU, Codec.L16, Codec.G722, Codec.MP3, "flac", "pcml"),
            Map.of(
                    "mpeg4-generic",
                    Codec.AAC,
                    "alaw",
                    Codec.PCMA,
                    "ulaw",
                    Codec.PCMU,
                    "pcm",
                    Codec.L16,
                    "mpa",
                    Codec.MP3));

    private Wants() {}

    /**
     * Reads a query. Wants for video come before wants for audio, each in the order of the query; other keys are passed
     * over.
     *
     * @param rawQuery what follows the question mark, percent-encoded; null or without any filter: any video and any
     *     audio
     * @return not empty
     * @throws IllegalArgumentException with a sentence that says what is wrong and what is allowed
     */
    public static List<Want> ofQuery(@Nullable String rawQuery) {
        String query = rawQuery == null ? "" : rawQuery;
        if (query.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the query is longer than " + MAX_LENGTH + " characters");
        }
        var video = new ArrayList<Want>();
        var audio = new ArrayList<Want>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String key = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!key.equals(VIDEO) && !key.equals(AUDIO) && !key.equals(MP4)) {
                continue;
            }
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1)).toLowerCase(Locale.ROOT);
            switch (key) {
                case VIDEO -> video.add(want(MediaKind.VIDEO, key, value, VIDEO_CODECS));
                case AUDIO -> audio.add(want(MediaKind.AUDIO, key, value, AUDIO_CODECS));
                // As in go2rtc it goes before all other filters.
                default -> {
                    return mp4(value);
                }
            }
            if (video.size() + audio.size() > MAX_WANTS) {
                throw new IllegalArgumentException("more than " + MAX_WANTS + " tracks are wanted");
            }
        }
        if (video.isEmpty() && audio.isEmpty()) {
            return List.of(Want.any(MediaKind.VIDEO), Want.any(MediaKind.AUDIO));
        }
        video.addAll(audio);
        return List.copyOf(video);
    }

    private static Want want(MediaKind kind, String key, String value, Map<String, CodecPattern> known) {
        var accepted = new ArrayList<CodecPattern>();
        boolean any = false;
        boolean every = false;
        for (String name : value.split(",", -1)) {
            switch (name) {
                case "", "copy", "any" -> any = true;
                case "all" -> every = true;
                default -> {
                    CodecPattern pattern = known.get(name);
                    if (pattern == null) {
                        throw new IllegalArgumentException(key + "=" + shown(name)
                                + " is not known; allowed are copy, all, " + String.join(", ", known.keySet()));
                    }
                    if (!any && !accepted.contains(pattern)) {
                        accepted.add(pattern);
                    }
                }
            }
        }
        if (every || any && accepted.isEmpty()) {
            return new Want(kind, List.of(), every);
        }
        if (any) {
            // "opus,copy": what is named is liked better, but anything will do.
            known.values().stream()
                    .filter(each -> !accepted.contains(each))
                    .distinct()
                    .forEach(accepted::add);
            accepted.add(CodecPattern.of(Codec.OPAQUE));
        }
        return new Want(kind, accepted, false);
    }

    private static List<Want> mp4(String value) {
        String audio = switch (value) {
            case "" -> "aac";
            case "flac" -> "aac,pcma,pcmu,l16,pcml";
            case "all" -> "aac,pcma,pcmu,l16,pcml,opus,mp3";
            default ->
                throw new IllegalArgumentException(
                        "mp4=" + shown(value) + " is not known; allowed are mp4, mp4=flac, mp4=all");
        };
        return List.of(
                want(MediaKind.VIDEO, VIDEO, "h264,h265", VIDEO_CODECS),
                want(MediaKind.AUDIO, AUDIO, audio, AUDIO_CODECS));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the query has a % that is not followed by two hexadecimal digits", e);
        }
    }

    /** Somebody else's text, short and harmless in a log line. */
    private static String shown(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= 40 ? printable : printable.substring(0, 40) + "...";
    }

    /** By name; what {@link Codec} has no constant for is opaque with that encoding. */
    private static Map<String, CodecPattern> named(List<String> names, Map<String, String> aliases) {
        var constants = List.of(
                Codec.H264,
                Codec.H265,
                Codec.AV1,
                Codec.VP8,
                Codec.VP9,
                Codec.MJPEG,
                Codec.AAC,
                Codec.OPUS,
                Codec.PCMA,
                Codec.PCMU,
                Codec.L16,
                Codec.G722,
                Codec.MP3);
        var patterns = new TreeMap<String, CodecPattern>();
        for (String name : names) {
            patterns.put(
                    name,
                    constants.contains(name)
                            ? CodecPattern.of(name)
                            : new CodecPattern(Codec.OPAQUE, 0, 0, Map.of("encoding", name.toUpperCase(Locale.ROOT))));
        }
        aliases.forEach((alias, name) -> patterns.put(alias, CodecPattern.of(name)));
        return patterns;
    }
}
