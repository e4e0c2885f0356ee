/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One stream of {@code RTP-Info} (RFC 2326, 12.33).
 *
 * @param url of the stream as it was set up, or empty
 * @param sequence of the first packet, or null when it is missing or wrong
 * @param rtpTimestamp that the start of the range has, or null when it is missing or wrong
 */
public record RtpInfo(
        String url, @Nullable Integer sequence, @Nullable Integer rtpTimestamp) {
    private static final int MAX_STREAMS = 64;

    /** Reads a field; whatever is wrong in it is left out. */
    public static List<RtpInfo> readAll(String field) {
        var streams = new ArrayList<RtpInfo>();
        for (String stream : field.split(",(?=\\s*url)")) {
            if (!stream.isBlank() && streams.size() < MAX_STREAMS) {
                streams.add(readOne(stream));
            }
        }
        return streams;
    }

    private static RtpInfo readOne(String stream) {
        String url = "";
        Integer sequence = null;
        Integer timestamp = null;
        for (String part : stream.split(";")) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? "" : part.substring(0, equals).strip();
            String value = equals < 0 ? "" : part.substring(equals + 1).strip();
            switch (name) {
                case "url" -> url = value.replace("\"", "");
                case "seq" -> sequence = number(value, 0xFFFFL);
                case "rtptime" -> timestamp = number(value, 0xFFFF_FFFFL);
                default -> {
                    // ssrc and whatever cameras invent
                }
            }
        }
        return new RtpInfo(url, sequence, timestamp);
    }

    private static @Nullable Integer number(String text, long max) {
        long value = text.matches("[0-9]{1,10}") ? Long.parseLong(text) : -1;
        return value < 0 || value > max ? null : Integer.valueOf((int) value);
    }

    /** A field of these streams. */
    public static String write(List<RtpInfo> streams) {
        return streams.stream().map(RtpInfo::toString).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        String text = "url=" + url;
        text += sequence == null ? "" : ";seq=" + sequence;
        return text + (rtpTimestamp == null ? "" : ";rtptime=" + Integer.toUnsignedString(rtpTimestamp));
    }
}
