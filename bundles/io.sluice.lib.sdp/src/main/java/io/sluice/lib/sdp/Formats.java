/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The formats of one media, with the mistakes that cameras make about payload types. */
final class Formats {
    /** Stands for an encoding that the description does not tell. */
    static final String UNKNOWN = "unknown";

    private final SessionDescription sdp;
    private final MediaDescription media;

    Formats(SessionDescription sdp, MediaDescription media) {
        this.sdp = sdp;
        this.media = media;
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

    /**
     * The rtpmap of the format; else, when the media has one format and one rtpmap, that one; else the static type's.
     */
    RtpMap map(String format) {
        String text = value("rtpmap", format);
        if (text != null) {
            return RtpMap.read(text);
        }
        RtpMap known = RtpMap.ofStatic(payloadType(format));
        if (known != null) {
            return known;
        }
        String only = only("rtpmap");
        return only == null ? new RtpMap(UNKNOWN, 0, 0) : RtpMap.read(only);
    }

    /**
     * The fmtp of the format; else the only one of a media with one format (FFCS: rtpmap 96, fmtp 98); else one of this
     * type that stands in a media without such a format (some cameras put the video's last); empty when there is none.
     */
    String fmtp(String format) {
        String text = value("fmtp", format);
        if (text == null) {
            text = only("fmtp");
        }
        for (MediaDescription other : sdp.medias()) {
            if (text == null && !other.formats().contains(format)) {
                text = value(other, "fmtp", format);
            }
        }
        return text == null ? "" : text;
    }

    private @Nullable String value(String attribute, String format) {
        return value(media, attribute, format);
    }

    private static @Nullable String value(MediaDescription media, String attribute, String format) {
        for (Attribute candidate : media.attributes()) {
            if (candidate.name().equalsIgnoreCase(attribute)
                    && first(candidate.value()).equals(format)) {
                return rest(candidate.value());
            }
        }
        return null;
    }

    private @Nullable String only(String attribute) {
        List<String> values = media.attributes().stream()
                .filter(candidate -> candidate.name().equalsIgnoreCase(attribute))
                .map(Attribute::value)
                .toList();
        return values.size() == 1 && media.formats().size() <= 1 ? rest(values.get(0)) : null;
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
