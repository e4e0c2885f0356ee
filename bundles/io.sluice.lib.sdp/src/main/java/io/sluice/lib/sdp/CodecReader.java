/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.AudioSpecificConfig;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.H264;
import io.sluice.lib.codec.H265;
import io.sluice.lib.codec.LatmConfig;
import io.sluice.lib.codec.NalUnits;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes a codec of an rtpmap and an fmtp. Whatever is not known, or known to be another thing than it says, is opaque.
 */
final class CodecReader {
    private static final int VIDEO_CLOCK_HZ = 90_000;
    private static final int AUDIO_CLOCK_HZ = 8000;
    private static final int MAX_SETS = 16;
    private static final int MIN_AAC_HZ = 7350;

    private static final Set<String> PICTURES = Set.of("H264", "H265", "HEVC", "JPEG");
    private static final Set<String> SOUND =
            Set.of("MPEG4-GENERIC", "MP4A-LATM", "OPUS", "PCMA", "PCMU", "G722", "L16");

    private CodecReader() {}

    static Codec read(MediaKind kind, int payloadType, RtpMap map, String fmtp) {
        String name = map.upperCaseName();
        // Pictures in a media of sound, or sound in one of pictures: whoever looks at the kind would be misled.
        if (kind != MediaKind.VIDEO && PICTURES.contains(name) || kind != MediaKind.AUDIO && SOUND.contains(name)) {
            return opaque(kind, payloadType, map, fmtp);
        }
        Map<String, String> parameters = Fmtp.read(fmtp);
        int videoClock = clock(map, VIDEO_CLOCK_HZ);
        return switch (name) {
            case "H264" -> H264.describe(h264(videoClock, parameters), sets(parameters, "sprop-parameter-sets"));
            case "H265", "HEVC" ->
                H265.describe(h265(videoClock, parameters), sets(parameters, "sprop-vps", "sprop-sps", "sprop-pps"));
            case "JPEG" -> Codec.of(Codec.MJPEG, videoClock, 0);
            case "MPEG4-GENERIC" -> isAac(parameters) ? aac(map, parameters) : opaque(kind, payloadType, map, fmtp);
            case "MP4A-LATM" -> latm(payloadType, map, fmtp);
            case "OPUS" -> opus(map, parameters);
            case "PCMA" -> audio(Codec.PCMA, map);
            case "PCMU" -> audio(Codec.PCMU, map);
            case "G722" -> audio(Codec.G722, map);
            case "L16" -> audio(Codec.L16, map);
            default -> opaque(kind, payloadType, map, fmtp);
        };
    }

    private static int clock(RtpMap map, int absent) {
        return map.clockRateHz() > 0 ? map.clockRateHz() : absent;
    }

    private static Codec audio(String name, RtpMap map) {
        return Codec.of(name, clock(map, AUDIO_CLOCK_HZ), Math.max(1, map.channels()));
    }

    /** RFC 7587, 7: always 48000/2, whatever is encoded. */
    private static Codec opus(RtpMap map, Map<String, String> parameters) {
        Codec codec = Codec.of(Codec.OPUS, clock(map, 48_000), map.channels() > 0 ? map.channels() : 2);
        return withKnown(codec, parameters, "stereo", "sprop-stereo", "useinbandfec", "usedtx", "maxplaybackrate");
    }

    private static Codec h264(int clock, Map<String, String> parameters) {
        Codec codec = Codec.of(Codec.H264, clock, 0);
        String profile = parameters.get("profile-level-id");
        return profile != null && profile.matches("[0-9a-fA-F]{6}")
                ? codec.with("profile-level-id", profile.toUpperCase(Locale.ROOT))
                : codec;
    }

    private static Codec h265(int clock, Map<String, String> parameters) {
        return withKnown(
                Codec.of(Codec.H265, clock, 0),
                parameters,
                "profile-space",
                "profile-id",
                "tier-flag",
                "level-id",
                "sprop-max-don-diff");
    }

    private static Codec withKnown(Codec codec, Map<String, String> parameters, String... names) {
        Codec known = codec;
        for (String name : names) {
            String value = parameters.get(name);
            if (value != null && value.matches("[0-9]{1,9}")) {
                known = known.with(name, value);
            }
        }
        return known;
    }

    /** Parameter sets in Base64; wrong ones, and NAL units of other types (seen with SEI among them), are left out. */
    private static List<Bytes> sets(Map<String, String> parameters, String... names) {
        boolean h265 = names.length > 1;
        var sets = new ArrayList<Bytes>();
        for (String name : names) {
            for (String text : parameters.getOrDefault(name, "").split(",")) {
                Bytes set = base64(text.strip());
                boolean isSet = set.size() > 2
                        && (h265
                                ? H265.isParameterSet(H265.type(set.at(0)))
                                : H264.isParameterSet(H264.type(set.at(0))));
                if (isSet && sets.size() < MAX_SETS && !sets.contains(set)) {
                    sets.add(set);
                }
            }
        }
        return sets;
    }

    private static Bytes base64(String text) {
        try {
            Bytes bytes = Bytes.of(Base64.getDecoder().decode(withoutPadding(text)));
            return NalUnits.withoutTrailingZeros(withoutStartCode(bytes));
        } catch (IllegalArgumentException e) {
            return Bytes.EMPTY;
        }
    }

    /** Padding is wrong on some cameras, and not needed. */
    private static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        return text.substring(0, end);
    }

    private static Bytes withoutStartCode(Bytes bytes) {
        boolean startCode =
                bytes.size() > 4 && bytes.at(0) == 0 && bytes.at(1) == 0 && bytes.at(2) == 0 && bytes.at(3) == 1;
        return startCode ? Bytes.of(bytes.asBuffer().position(4)) : bytes;
    }

    /**
     * RFC 3640, 3.3: the modes of AAC; without a mode it can only be AAC (Anpviz sends nothing but the configuration).
     */
    private static boolean isAac(Map<String, String> parameters) {
        String mode = parameters.getOrDefault("mode", "AAC-hbr").toUpperCase(Locale.ROOT);
        return mode.startsWith("AAC") || mode.equals("GENERIC");
    }

    /** The configuration is what the decoder does, so it wins over the rtpmap; the clock is the rtpmap's. */
    private static Codec aac(RtpMap map, Map<String, String> parameters) {
        Bytes config = config(parameters.getOrDefault("config", ""));
        int channels = map.channels() > 0 ? map.channels() : 1;
        int clock = clock(map, 0);
        try {
            var read = AudioSpecificConfig.read(config);
            channels = read.channels() > 0 ? read.channels() : channels;
            // Some say 1000 or nothing: no AAC is slower than 7350 Hz.
            clock = clock >= MIN_AAC_HZ ? clock : read.outputRateHz();
        } catch (CodecException e) {
            clock = clock > 0 ? clock : AUDIO_CLOCK_HZ;
            channels = channels == 7 || channels > 8 ? 2 : channels; // more than a configuration can say
            config = AudioSpecificConfig.write(AudioSpecificConfig.AAC_LC, Math.min(clock, 96_000), channels);
        }
        Codec codec = new Codec(Codec.AAC, clock, channels, Map.of(), List.of(config));
        return withKnown(codec, parameters, "sizelength", "indexlength", "indexdeltalength");
    }

    /** RFC 6416, 7.3: the configuration is in the SDP, or, when {@code cpresent} is 1 or missing, in the stream. */
    private static Codec latm(int payloadType, RtpMap map, String fmtp) {
        Map<String, String> parameters = Fmtp.read(fmtp);
        boolean inBand = !"0".equals(parameters.get("cpresent"));
        try {
            Bytes audio = Bytes.EMPTY;
            int frames = 1;
            int channels = Math.max(1, map.channels());
            int clock = clock(map, 90_000);
            if (parameters.containsKey("config")) {
                LatmConfig config = LatmConfig.read(config(parameters.getOrDefault("config", "")));
                var read = AudioSpecificConfig.read(config.audio());
                audio = config.audio();
                frames = config.frames();
                channels = read.channels() > 0 ? read.channels() : channels;
            } else if (!inBand) {
                return opaque(MediaKind.AUDIO, payloadType, map, fmtp);
            }
            Codec codec = Codec.of(Codec.AAC, clock, channels).with(audio.isEmpty() ? List.of() : List.of(audio));
            return codec.with("cpresent", inBand ? "1" : "0").with("subframes", Integer.toString(frames));
        } catch (CodecException e) {
            return opaque(MediaKind.AUDIO, payloadType, map, fmtp);
        }
    }

    private static Bytes config(String hex) {
        try {
            return hex.length() > 512 ? Bytes.EMPTY : Bytes.ofHex(hex);
        } catch (IllegalArgumentException e) {
            return Bytes.EMPTY;
        }
    }

    private static Codec opaque(MediaKind kind, int payloadType, RtpMap map, String fmtp) {
        var parameters = new TreeMap<String, String>();
        parameters.put("encoding", map.encoding());
        if (payloadType >= 0) {
            parameters.put("payload-type", Integer.toString(payloadType));
        }
        if (!fmtp.isEmpty()) {
            parameters.put("fmtp", fmtp);
        }
        boolean audio = kind == MediaKind.AUDIO;
        int channels = audio ? Math.max(1, map.channels()) : 0;
        return new Codec(
                Codec.OPAQUE, clock(map, audio ? AUDIO_CLOCK_HZ : VIDEO_CLOCK_HZ), channels, parameters, List.of());
    }
}
