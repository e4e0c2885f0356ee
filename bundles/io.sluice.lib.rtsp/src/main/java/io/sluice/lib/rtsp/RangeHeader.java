/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import java.util.Locale;

/**
 * A {@code Range} in normal play time (RFC 2326, 3.6 and 12.29).
 *
 * @param startSeconds 0 or more, or {@link #NOW}
 * @param endSeconds 0 or more, or {@link #OPEN}
 */
public record RangeHeader(double startSeconds, double endSeconds) {
    /** The live moment. */
    public static final double NOW = -1;

    /** No end. */
    public static final double OPEN = Double.POSITIVE_INFINITY;

    /** From now on, without end: what a live stream has. */
    public static final RangeHeader LIVE = new RangeHeader(NOW, OPEN);

    /**
     * Reads a field such as {@code npt=0.000-}, {@code npt=now-} or {@code npt=0:01:02.5-7}.
     *
     * @throws RtspException when it is in another unit or is no range
     */
    public static RangeHeader read(String field) throws RtspException {
        String range = field.split(";", 2)[0].strip();
        int equals = range.indexOf('=');
        if (equals < 0 || !range.substring(0, equals).strip().equalsIgnoreCase("npt")) {
            throw new RtspException(457, "Range is not in npt: " + Text.shown(range));
        }
        String[] ends = range.substring(equals + 1).split("-", 2);
        if (ends.length < 2) {
            throw new RtspException(457, "Range without a dash");
        }
        String start = ends[0].strip();
        String end = ends[1].strip();
        return new RangeHeader(start.isEmpty() ? 0 : seconds(start), end.isEmpty() ? OPEN : seconds(end));
    }

    /** {@code now}, seconds, or hours, minutes and seconds. */
    private static double seconds(String text) throws RtspException {
        if (text.equalsIgnoreCase("now")) {
            return NOW;
        }
        if (!text.matches("(?:[0-9]{1,9}:[0-9]{1,2}:)?[0-9]{1,9}(?:\\.[0-9]{0,9})?")) {
            throw new RtspException(457, "not a time: " + Text.shown(text));
        }
        double seconds = 0;
        for (String part : text.split(":")) {
            seconds = seconds * 60 + Double.parseDouble(part);
        }
        return seconds;
    }

    @Override
    public String toString() {
        return "npt=" + text(startSeconds) + "-" + (endSeconds == OPEN ? "" : text(endSeconds));
    }

    private static String text(double seconds) {
        return seconds == NOW ? "now" : String.format(Locale.ROOT, "%.3f", seconds);
    }
}
