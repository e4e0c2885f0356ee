/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.H264;
import io.sluice.lib.codec.H265;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Writes descriptions of what we send (RFC 8866, RFC 2326 appendix C). */
public final class SdpWriter {
    private static final int FIRST_DYNAMIC = 96;

    private SdpWriter() {}

    /**
     * Writes a description of a live session.
     *
     * @param name of the session, for people; line ends become spaces
     * @param version number that changes with the content
     * @param medias in order
     */
    public static String write(String name, long version, List<MediaLine> medias) {
        return write(name, version, medias, List.of());
    }

    /**
     * Writes a description of a live session that can be spoken to (ONVIF Streaming Specification, 5.3.2): a media with
     * all those formats, from which the talker chooses by the payload type.
     *
     * @param back with different payload types and the same control; empty: as {@link #write(String, long, List)}
     */
    public static String write(String name, long version, List<MediaLine> medias, List<MediaLine> back) {
        var out = new StringBuilder(512);
        line(out, "v=0");
        line(out, "o=- " + version + " 1 IN IP4 127.0.0.1");
        String shown = name.replaceAll("\\p{Cntrl}", " ").strip();
        line(out, "s=" + (shown.isEmpty() ? "-" : shown));
        line(out, "c=IN IP4 0.0.0.0");
        line(out, "t=0 0");
        line(out, "a=control:*");
        for (MediaLine media : medias) {
            media(out, List.of(media));
            if (!back.isEmpty()) {
                line(out, "a=recvonly");
            }
        }
        if (!back.isEmpty()) {
            media(out, back);
            line(out, "a=sendonly");
        }
        return out.toString();
    }

    private static void media(StringBuilder out, List<MediaLine> formats) {
        MediaLine first = formats.get(0);
        String kind = first.kind() == MediaKind.DATA
                ? "application"
                : first.kind().name().toLowerCase(Locale.ROOT);
        String types = formats.stream()
                .map(format -> Integer.toString(format.payloadType()))
                .collect(Collectors.joining(" "));
        line(out, "m=" + kind + " 0 RTP/AVP " + types);
        formats.forEach(format -> format(out, format.payloadType(), format.codec()));
        line(out, "a=control:" + first.control());
    }

    private static void format(StringBuilder out, int payloadType, Codec codec) {
        String encoding = encoding(codec);
        if (!encoding.equals(Formats.UNKNOWN)) {
            String channels = codec.channels() > 1 || codec.name().equals(Codec.AAC) ? "/" + codec.channels() : "";
            line(out, "a=rtpmap:" + payloadType + " " + encoding + "/" + codec.clockRateHz() + channels);
        }
        String fmtp = String.join(";", fmtp(codec));
        if (!fmtp.isEmpty()) {
            line(out, "a=fmtp:" + payloadType + " " + fmtp);
        }
    }

    private static void line(StringBuilder out, String line) {
        out.append(line).append("\r\n");
    }

    /**
     * The static payload type of the codec if it has one (RFC 3551, 6), else a dynamic one: 96 plus the index of the
     * media.
     */
    public static int payloadType(Codec codec, int media) {
        int clock = codec.clockRateHz();
        int channels = codec.channels();
        return switch (codec.name()) {
            case Codec.PCMU -> clock == 8000 && channels == 1 ? 0 : FIRST_DYNAMIC + media;
            case Codec.PCMA -> clock == 8000 && channels == 1 ? 8 : FIRST_DYNAMIC + media;
            case Codec.G722 -> clock == 8000 && channels == 1 ? 9 : FIRST_DYNAMIC + media;
            case Codec.L16 ->
                clock == 44_100 && channels == 2 ? 10 : clock == 44_100 && channels == 1 ? 11 : FIRST_DYNAMIC + media;
            case Codec.MJPEG -> clock == 90_000 ? 26 : FIRST_DYNAMIC + media;
            case Codec.OPAQUE -> staticTypeOfOpaque(codec, media);
            default -> FIRST_DYNAMIC + media;
        };
    }

    private static int staticTypeOfOpaque(Codec codec, int media) {
        int type = Formats.payloadType(codec.parameters().getOrDefault("payload-type", ""));
        RtpMap map = RtpMap.ofStatic(type);
        boolean same = map != null
                && map.upperCaseName().equals(encoding(codec).toUpperCase(Locale.ROOT))
                && map.clockRateHz() == codec.clockRateHz();
        return same ? type : FIRST_DYNAMIC + media;
    }

    private static String encoding(Codec codec) {
        return switch (codec.name()) {
            case Codec.AAC -> "MPEG4-GENERIC";
            case Codec.MJPEG -> "JPEG";
            case Codec.OPUS -> "opus";
            case Codec.MP3 -> "MPA";
            case Codec.OPAQUE -> codec.parameters().getOrDefault("encoding", Formats.UNKNOWN);
            default -> codec.name().toUpperCase(Locale.ROOT);
        };
    }

    private static List<String> fmtp(Codec codec) {
        return switch (codec.name()) {
            case Codec.H264 -> h264(codec);
            case Codec.H265 -> h265(codec);
            case Codec.AAC -> aac(codec);
            case Codec.OPUS -> parameters(codec, "sprop-stereo", "stereo", "useinbandfec");
            case Codec.OPAQUE -> List.of(codec.parameters().getOrDefault("fmtp", ""));
            default -> List.of();
        };
    }

    private static List<String> parameters(Codec codec, String... names) {
        var list = new ArrayList<String>();
        for (String name : names) {
            String value = codec.parameter(name);
            if (value != null) {
                list.add(name + "=" + value);
            }
        }
        return list;
    }

    /** RFC 6184, 8.1. */
    private static List<String> h264(Codec codec) {
        var list = new ArrayList<String>();
        list.add("packetization-mode=1");
        list.addAll(parameters(codec, "profile-level-id"));
        addSets(list, "sprop-parameter-sets", codec, type -> H264.isParameterSet(H264.type(type)));
        return list;
    }

    /** RFC 7798, 7.1. */
    private static List<String> h265(Codec codec) {
        var list = new ArrayList<>(parameters(codec, "profile-space", "profile-id", "tier-flag", "level-id"));
        addSets(list, "sprop-vps", codec, type -> H265.type(type) == H265.VPS);
        addSets(list, "sprop-sps", codec, type -> H265.type(type) == H265.SPS);
        addSets(list, "sprop-pps", codec, type -> H265.type(type) == H265.PPS);
        return list;
    }

    private static void addSets(List<String> list, String name, Codec codec, IntPredicate wanted) {
        String sets = codec.parameterSets().stream()
                .filter(set -> !set.isEmpty() && wanted.test(set.at(0)))
                .map(set -> Base64.getEncoder().encodeToString(set.toByteArray()))
                .collect(Collectors.joining(","));
        if (!sets.isEmpty()) {
            list.add(name + "=" + sets);
        }
    }

    /** RFC 3640, 3.3.6: as the packetizer writes it, whatever the source used. */
    private static List<String> aac(Codec codec) {
        var list = new ArrayList<>(List.of(
                "streamtype=5",
                "profile-level-id=1",
                "mode=AAC-hbr",
                "sizelength=13",
                "indexlength=3",
                "indexdeltalength=3"));
        codec.parameterSets().stream()
                .limit(1)
                .map(Bytes::toHex)
                .map("config="::concat)
                .forEach(list::add);
        return list;
    }
}
