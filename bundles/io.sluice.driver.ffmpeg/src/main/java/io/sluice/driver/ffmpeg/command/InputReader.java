/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import io.sluice.api.stream.StreamName;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what stands between {@code ffmpeg:} and the options. */
final class InputReader {
    static final Set<String> SCHEMES = Set.of("http", "https", "rtmp", "rtmps", "rtsp", "rtsps");

    private static final Pattern URL = Pattern.compile("[^\\p{Cntrl}\\s\"'<>\\\\^`{|}]+");
    private static final Pattern FILTER = Pattern.compile("[A-Za-z0-9_=&,./-]*");

    private InputReader() {}

    /**
     * @param location the source without its options
     * @param media what is asked of another stream: {@code video}, {@code audio} or {@code video&audio}
     * @param query go2rtc's {@code #query=}: more of the same
     */
    static Input read(String location, String media, String query) {
        String input = location.substring(location.indexOf(':') + 1);
        if (input.isEmpty()) {
            throw new IllegalArgumentException("ffmpeg: there is no input; allowed are a URL of " + schemes()
                    + ", the name of a stream, an absolute path, device?, virtual? and tts?");
        }
        if (input.startsWith("-")) {
            throw new IllegalArgumentException("ffmpeg: an input does not begin with -");
        }
        int colon = input.indexOf("://");
        if (colon > 0) {
            return url(input, input.substring(0, colon).toLowerCase(Locale.ROOT));
        }
        String path = input.startsWith("file:") ? input.substring("file:".length()) : input;
        if (path.startsWith("/")) {
            return file(path);
        }
        int mark = input.indexOf('?');
        String name = mark < 0 ? input : input.substring(0, mark);
        String parameters = mark < 0 ? "" : input.substring(mark + 1);
        return switch (mark < 0 ? "" : name) {
            case "device" -> DeviceInput.read(Parameters.of("ffmpeg: device?", parameters));
            case "virtual" -> VirtualInput.picture(Parameters.of("ffmpeg: virtual?", parameters));
            case "tts" -> VirtualInput.speech(Parameters.of("ffmpeg: tts?", parameters));
            default -> stream(name, parameters.isEmpty() ? media : parameters, query);
        };
    }

    private static String schemes() {
        return String.join(", ", SCHEMES.stream().sorted().toList());
    }

    private static Input url(String url, String scheme) {
        if (!SCHEMES.contains(scheme)) {
            throw new IllegalArgumentException(
                    "ffmpeg: URLs of " + Checked.shown(scheme) + ": are not read; allowed are " + schemes());
        }
        if (!URL.matcher(url).matches()) {
            throw new IllegalArgumentException(
                    "ffmpeg: the URL has a blank, a quote or another character that must be percent-encoded");
        }
        // RFC 3986 §3.1: the case of a scheme means nothing; ffmpeg knows lower case only.
        return new Input.Url(scheme, scheme + url.substring(scheme.length()));
    }

    private static Input file(String path) {
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("ffmpeg: the path has a control character");
        }
        return new Input.LocalFile(path);
    }

    private static Input stream(String name, String filter, String query) {
        StreamName of;
        try {
            of = StreamName.of(name);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("ffmpeg: the input is no URL of " + schemes()
                    + " and no absolute path, and as a name of a stream it is wrong: " + wrong.getMessage());
        }
        Checked.like("the filter", filter, FILTER, "something like video&audio=aac");
        Checked.like("#query", query, FILTER, "something like audio=aac");
        return new Input.OwnStream(of, query.isEmpty() ? filter : filter + "&" + query);
    }
}
