/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The formats of the medias of one description, with the mistakes that cameras make about payload types. Each line is
 * looked at once, however many formats there are: descriptions come from strangers.
 */
final class Formats {
    /** Stands for an encoding that the description does not tell. */
    static final String UNKNOWN = "unknown";

    /** As many as there are payload types. */
    private static final int MAX_FORMATS = 128;

    /** The lines of one media that speak of a format, by format. */
    private static final class Lines {
        private final Set<String> formats;
        private final Map<String, String> maps = new HashMap<>();
        private final Map<String, String> parameters = new HashMap<>();
        private @Nullable String onlyMap;
        private @Nullable String onlyParameters;

        Lines(MediaDescription media) {
            formats = new HashSet<>(media.formats());
            int mapLines = 0;
            int parameterLines = 0;
            for (Attribute attribute : media.attributes()) {
                if (attribute.name().equalsIgnoreCase("rtpmap")) {
                    onlyMap = put(maps, attribute.value());
                    mapLines++;
                } else if (attribute.name().equalsIgnoreCase("fmtp")) {
                    onlyParameters = put(parameters, attribute.value());
                    parameterLines++;
                }
            }
            boolean single = media.formats().size() <= 1;
            onlyMap = single && mapLines == 1 ? onlyMap : null;
            onlyParameters = single && parameterLines == 1 ? onlyParameters : null;
        }

        /** Gives what was put; the first one of a format counts. */
        private static String put(Map<String, String> lines, String value) {
            String rest = rest(value);
            lines.putIfAbsent(first(value), rest);
            return rest;
        }
    }

    private final IdentityHashMap<MediaDescription, Lines> medias = new IdentityHashMap<>();

    Formats(SessionDescription sdp) {
        sdp.medias().forEach(media -> medias.put(media, new Lines(media)));
    }

    /** 0 to 127, or -1 for what is no payload type, for example TP-Link's {@code smart/1/90000}. */
    static int payloadType(String format) {
        try {
            int type = Integer.parseInt(format);
            return type < 0 || type > 127 ? -1 : type;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The formats that the media names, each once, those beyond all payload types left out; "" when it names none. */
    static List<String> of(MediaDescription media) {
        return media.formats().isEmpty()
                ? List.of("")
                : media.formats().stream().distinct().limit(MAX_FORMATS).toList();
    }

    /**
     * The rtpmap of the format; else, when the media has one format and one rtpmap, that one; else the static type's.
     */
    RtpMap map(MediaDescription media, String format) {
        Lines lines = linesOf(media);
        String text = lines.maps.get(format);
        if (text != null) {
            return RtpMap.read(text);
        }
        RtpMap known = RtpMap.ofStatic(payloadType(format));
        if (known != null) {
            return known;
        }
        return lines.onlyMap == null ? new RtpMap(UNKNOWN, 0, 0) : RtpMap.read(lines.onlyMap);
    }

    /**
     * The fmtp of the format; else the only one of a media with one format (FFCS: rtpmap 96, fmtp 98); else one of this
     * type that stands in a media without such a format (some cameras put the video's last); empty when there is none.
     */
    String fmtp(SessionDescription sdp, MediaDescription media, String format) {
        Lines lines = linesOf(media);
        String text = lines.parameters.getOrDefault(format, lines.onlyParameters);
        for (MediaDescription other : text == null ? sdp.medias() : List.<MediaDescription>of()) {
            Lines others = linesOf(other);
            if (text == null && !others.formats.contains(format)) {
                text = others.parameters.get(format);
            }
        }
        return text == null ? "" : text;
    }

    private Lines linesOf(MediaDescription media) {
        return Objects.requireNonNull(medias.get(media));
    }

    private static String first(String value) {
        int space = space(value);
        return space < 0 ? value : value.substring(0, space);
    }

    private static String rest(String value) {
        int space = space(value);
        return space < 0 ? "" : value.substring(space + 1).strip();
    }

    private static int space(String value) {
        int space = value.indexOf(' ');
        int tab = value.indexOf('\t');
        return space < 0 || tab >= 0 && tab < space ? tab : space;
    }
}
