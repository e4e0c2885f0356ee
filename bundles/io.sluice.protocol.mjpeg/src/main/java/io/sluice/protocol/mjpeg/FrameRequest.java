/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StillEncoder.Shape;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for, with go2rtc's parameters: {@code src}, {@code width} or {@code w}, {@code height} or {@code h},
 * {@code rotate}, {@code cache}. {@code hw} changes nothing: one picture is decoded faster without. Others are ignored,
 * because people add them against caches.
 *
 * @param maxAge an older image will do; zero: none
 */
record FrameRequest(StreamName name, Shape shape, Duration maxAge) {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,5})(ms|s|m|h)");
    private static final Duration MOST = Duration.ofHours(1);
    private static final Map<String, Integer> ANGLES = Map.of("0", 0, "90", 90, "180", 180, "270", 270, "-90", 270);

    /** @throws StreamException INVALID or FORBIDDEN, with what is allowed */
    static FrameRequest of(UnaryOperator<@Nullable String> parameters) throws StreamException {
        StreamName name = source(parameters);
        int width = side(parameters, "width", "w");
        int height = side(parameters, "height", "h");
        String rotate = parameters.apply("rotate");
        Integer angle = rotate == null || rotate.isEmpty() ? Integer.valueOf(0) : ANGLES.get(rotate);
        if (angle == null) {
            throw new StreamException(Reason.INVALID, "rotate is 0, 90, 180, 270 or -90");
        }
        try {
            return new FrameRequest(name, new Shape(width, height, angle), age(parameters));
        } catch (IllegalArgumentException wrong) {
            throw new StreamException(Reason.INVALID, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /** @throws StreamException INVALID or FORBIDDEN, with what is allowed */
    static StreamName source(UnaryOperator<@Nullable String> parameters) throws StreamException {
        String source = parameters.apply("src");
        if (source == null || source.isEmpty()) {
            throw new StreamException(Reason.INVALID, "src is missing: the name of a stream");
        }
        if (source.contains("://")) {
            throw new StreamException(Reason.FORBIDDEN, "src is the name of a stream; there are no ad-hoc streams");
        }
        try {
            return StreamName.of(source);
        } catch (IllegalArgumentException wrong) {
            throw new StreamException(Reason.INVALID, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static int side(UnaryOperator<@Nullable String> parameters, String name, String brief)
            throws StreamException {
        String full = parameters.apply(name);
        String value = full != null ? full : parameters.apply(brief);
        if (value == null || value.isEmpty() || value.equals("-1")) {
            return 0;
        }
        if (!value.matches("[1-9][0-9]{1,4}") || Integer.parseInt(value) > Shape.MAX_SIDE) {
            throw new StreamException(Reason.INVALID, name + " is 10 to " + Shape.MAX_SIDE + " pixels, or -1");
        }
        return Integer.parseInt(value);
    }

    private static Duration age(UnaryOperator<@Nullable String> parameters) {
        String value = parameters.apply("cache");
        if (value == null || value.isEmpty()) {
            return Duration.ZERO;
        }
        Matcher time = TIME.matcher(value);
        if (time.matches()) {
            long unitMs =
                    Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L).getOrDefault(time.group(2), 1L);
            Duration age = Duration.ofMillis(Long.parseLong(time.group(1)) * unitMs);
            if (age.compareTo(MOST) <= 0) {
                return age;
            }
        }
        throw new IllegalArgumentException("cache is a time up to 1h, for example 500ms, 5s or 1m");
    }
}
