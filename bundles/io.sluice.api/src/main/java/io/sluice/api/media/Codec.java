/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.media;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A coding format and what a decoder must know before the first access unit.
 *
 * <p>What {@link AccessUnit#payload() payload} means, by name:
 *
 * <ul>
 *   <li>{@value #H264}, {@value #H265}: NAL units, each after its length in 4 bytes, big endian (ISO/IEC 14496-15),
 *       without access unit delimiters. {@link #parameterSets()}: SPS and PPS, or VPS, SPS and PPS, in this order of
 *       types.
 *   <li>{@value #AAC}: one raw frame without ADTS header. {@link #parameterSets()}: one AudioSpecificConfig (ISO/IEC
 *       14496-3, 1.6.2.1).
 *   <li>{@value #MJPEG}: one JPEG image with all its headers.
 *   <li>{@value #OPAQUE}: the RTP payloads of one time stamp as they came, each after its length in 4 bytes, big
 *       endian, and one byte that holds the marker bit. Parameters {@code encoding} (the rtpmap's name) and, when the
 *       SDP had them, {@code fmtp} and {@code payload-type}.
 *   <li>all others: one coded frame as its RTP payload format carries it.
 * </ul>
 *
 * @param name one of the constants, lower case; what go2rtc calls it in {@code video=} and {@code audio=}
 * @param clockRateHz ticks of the track's clock in one second, above 0; the sampling rate for audio
 * @param channels audio channels, 0 for anything but audio
 * @param parameters names in lower case as in the format's SDP mapping, for example {@code profile-level-id}; unknown
 *     ones are absent
 * @param parameterSets see above; empty when not known (yet) or when the format has none
 */
public record Codec(
        String name, int clockRateHz, int channels, Map<String, String> parameters, List<Bytes> parameterSets) {

    public static final String H264 = "h264";
    public static final String H265 = "h265";
    public static final String AV1 = "av1";
    public static final String VP8 = "vp8";
    public static final String VP9 = "vp9";
    public static final String MJPEG = "mjpeg";
    public static final String AAC = "aac";
    public static final String OPUS = "opus";
    public static final String PCMA = "pcma";
    public static final String PCMU = "pcmu";
    public static final String L16 = "l16";
    public static final String G722 = "g722";
    public static final String MP3 = "mp3";
    public static final String OPAQUE = "opaque";

    public Codec {
        if (name.isEmpty() || clockRateHz <= 0 || channels < 0) {
            throw new IllegalArgumentException("codec " + name + "/" + clockRateHz + "/" + channels);
        }
        parameters = Map.copyOf(parameters);
        parameterSets = List.copyOf(parameterSets);
    }

    /** A codec of which nothing but its name and clock is known. */
    public static Codec of(String name, int clockRateHz, int channels) {
        return new Codec(name, clockRateHz, channels, Map.of(), List.of());
    }

    /** The parameter of that name, or null. */
    public @Nullable String parameter(String key) {
        return parameters.get(key);
    }

    /** The same codec with one parameter set, replaced, or removed when the value is null. */
    public Codec with(String key, @Nullable String value) {
        var changed = new TreeMap<>(parameters);
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        return new Codec(name, clockRateHz, channels, changed, parameterSets);
    }

    /** The same codec with these parameter sets. */
    public Codec with(List<Bytes> sets) {
        return new Codec(name, clockRateHz, channels, parameters, sets);
    }

    /** True when a decoder set up for this codec can be switched to the other one by new parameters in band. */
    public boolean isSameFormatAs(Codec other) {
        return name.equals(other.name)
                && clockRateHz == other.clockRateHz
                && channels == other.channels
                && (!name.equals(OPAQUE) || parameters.equals(other.parameters));
    }

    /** For people: {@code h264/90000}, {@code aac/48000/2}. */
    @Override
    public String toString() {
        String encoding = name.equals(OPAQUE) ? name + "(" + parameters.get("encoding") + ")" : name;
        return encoding + "/" + clockRateHz + (channels > 0 ? "/" + channels : "");
    }
}
