/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Want;
import io.sluice.api.stream.Wants;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the URL of a request asks for: {@code rtsp://HOST/NAME[/trackID=N][?QUERY]}. Which host and port it names does
 * not matter: whoever sent it is connected already.
 *
 * @param name of the stream
 * @param query what follows the question mark, percent-encoded, or empty
 * @param track index of a media in the description, or {@link #AGGREGATE}
 */
record StreamPath(StreamName name, String query, int track) {
    /** The URL means all medias. */
    static final int AGGREGATE = -1;

    private static final String CONTROL = "trackID=";
    private static final int MAX_LENGTH = 2048;
    private static final Pattern SCHEME_AND_HOST = Pattern.compile("(?i)^rtsps?://[^/?]*");
    /** GStreamer puts it behind the path; FFmpeg and VLC behind everything, the query too. */
    private static final Pattern TRACK = Pattern.compile("/trackID=(\\d{1,3})/*$");

    /**
     * Reads a URL, absolute or its path alone.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    static StreamPath of(String url) {
        if (url.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the URL is longer than " + MAX_LENGTH + " characters");
        }
        String rest = SCHEME_AND_HOST.matcher(url).replaceFirst("");
        int mark = rest.indexOf('?');
        String path = mark < 0 ? rest : rest.substring(0, mark);
        String query = mark < 0 ? "" : rest.substring(mark + 1);
        int track = AGGREGATE;
        Matcher atQuery = TRACK.matcher(query);
        Matcher atPath = TRACK.matcher(path);
        if (atQuery.find()) {
            track = Integer.parseInt(atQuery.group(1));
            query = query.substring(0, atQuery.start());
        } else if (atPath.find()) {
            track = Integer.parseInt(atPath.group(1));
            path = path.substring(0, atPath.start());
        }
        return new StreamPath(StreamName.of(decoded(trimmed(path))), withoutSlashAtEnd(query), track);
    }

    /** A relative URL of a media for the description. */
    static String control(int track) {
        return CONTROL + track;
    }

    /** The URL with a slash behind its path, to which relative URLs can be appended (RFC 2326, C.1.1). */
    static String base(String url) {
        int mark = url.indexOf('?');
        String path = mark < 0 ? url : url.substring(0, mark);
        return withoutSlashAtEnd(path) + "/" + (mark < 0 ? "" : url.substring(mark));
    }

    /** The URL of one media of the aggregate that is named by the URL. */
    static String trackUrl(String url, int track) {
        int mark = url.indexOf('?');
        String base = base(url);
        return mark < 0
                ? base + control(track)
                : base.substring(0, base.indexOf('?')) + control(track) + url.substring(mark);
    }

    /**
     * What the query wants.
     *
     * @param fallback the query that holds when this one has no filter
     * @throws IllegalArgumentException with a sentence that says what is wrong and what is allowed
     */
    List<Want> wants(String fallback) {
        boolean filters =
                Pattern.compile("(^|&)(video|audio|mp4)(=|&|$)").matcher(query).find();
        return Wants.ofQuery(filters ? query : fallback);
    }

    private static String trimmed(String path) {
        String name = withoutSlashAtEnd(path);
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static String withoutSlashAtEnd(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(0, end);
    }

    private static String decoded(String path) {
        try {
            // A plus is a plus in a path.
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the URL has a % that is not followed by two hexadecimal digits", e);
        }
    }
}
