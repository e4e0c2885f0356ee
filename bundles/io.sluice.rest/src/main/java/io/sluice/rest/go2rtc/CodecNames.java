/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.go2rtc;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How go2rtc writes codecs. */
final class CodecNames {
    private static final int VIDEO_CLOCK = 90_000;
    /** Names in SDP where they are not ours in upper case. */
    private static final Map<String, String> IN_SDP =
            Map.of(Codec.AAC, "MPEG4-GENERIC", Codec.MJPEG, "JPEG", Codec.MP3, "MPA");
    /** Names of FFmpeg where they are not ours. */
    private static final Map<String, String> IN_FFMPEG = Map.of(
            Codec.H265, "hevc",
            Codec.PCMA, "pcm_alaw",
            Codec.PCMU, "pcm_mulaw",
            Codec.L16, "pcm_s16be",
            Codec.G722, "adpcm_g722");
    /** ISO/IEC 14496-10, A.2: profile_idc. */
    private static final Map<Integer, String> PROFILES =
            Map.of(0x42, "Baseline", 0x4D, "Main", 0x58, "Extended", 0x64, "High");

    private CodecNames() {}

    /** As in {@code "video, recvonly, H264"}. */
    static String media(MediaKind kind, String direction, Codec codec) {
        String name = IN_SDP.getOrDefault(codec.name(), codec.name().toUpperCase(Locale.ROOT));
        String encoding = codec.parameter("encoding");
        String text = codec.name().equals(Codec.OPAQUE) && encoding != null ? encoding : name;
        if (codec.clockRateHz() != VIDEO_CLOCK) {
            text += "/" + codec.clockRateHz();
        }
        if (codec.channels() > 0) {
            text += "/" + codec.channels();
        }
        return kind.name().toLowerCase(Locale.ROOT) + ", " + direction + ", " + text;
    }

    /** As in {@code receivers} and {@code senders}. */
    static Map<String, Object> codec(MediaKind kind, Codec codec) {
        var view = new LinkedHashMap<String, Object>();
        view.put("codec_name", IN_FFMPEG.getOrDefault(codec.name(), codec.name()));
        view.put("codec_type", kind.name().toLowerCase(Locale.ROOT));
        Integer profile = byteOf(codec, 0);
        Integer level = byteOf(codec, 4);
        if (profile != null && level != null) {
            view.put("profile", PROFILES.getOrDefault(profile, String.valueOf(profile)));
            view.put("level", level);
        }
        if (kind == MediaKind.AUDIO) {
            view.put("sample_rate", codec.clockRateHz());
            view.put("channels", Math.max(1, codec.channels()));
        }
        return view;
    }

    /** RFC 6184 §8.1: profile_idc, profile-iop and level_idc in hexadecimal digits. */
    private static @Nullable Integer byteOf(Codec codec, int at) {
        String id = codec.name().equals(Codec.H264) ? codec.parameter("profile-level-id") : null;
        try {
            return id == null || id.length() != 6 ? null : Integer.valueOf(id.substring(at, at + 2), 16);
        } catch (NumberFormatException wrong) {
            return null;
        }
    }
}
