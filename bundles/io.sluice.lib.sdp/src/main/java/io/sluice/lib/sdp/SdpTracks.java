/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.sdp.SdpTrack.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a camera's description offers.
 *
 * @param tracks to receive, in the order of the description
 * @param backChannels audio that the camera wants to get (ONVIF Streaming Specification, 5.3), not a source
 * @param reasons for every media that is neither, and for a description without any, a sentence
 * @param aggregateControl absolute URL for PLAY and TEARDOWN of all, or empty when there is nothing to resolve against
 */
public record SdpTracks(
        List<SdpTrack> tracks, List<SdpTrack> backChannels, List<String> reasons, String aggregateControl) {
    /** Formats that only help another one of the same media. */
    private static final Set<String> AUXILIARY =
            Set.of("RTX", "RED", "ULPFEC", "FLEXFEC-03", "PARITYFEC", "TELEPHONE-EVENT", "CN", "X-WMS-RTX");

    public SdpTracks {
        tracks = List.copyOf(tracks);
        backChannels = List.copyOf(backChannels);
        reasons = List.copyOf(reasons);
    }

    /**
     * Reads the tracks of a description.
     *
     * @param base what control URLs are relative to: Content-Base, else Content-Location, else the URL of the request
     *     (RFC 2326, C.1.1); without user and password; empty when it is not known
     */
    public static SdpTracks of(SessionDescription sdp, String base) {
        String aggregate = ControlUrl.aggregate(sdp, base);
        var tracks = new ArrayList<SdpTrack>();
        var backChannels = new ArrayList<SdpTrack>();
        var reasons = new ArrayList<String>();
        if (sdp.medias().isEmpty()) {
            reasons.add("the description names no media");
        }
        var formats = new Formats(sdp);
        var directions = new Directions(sdp);
        for (int i = 0; i < sdp.medias().size(); i++) {
            MediaDescription media = sdp.medias().get(i);
            String control = ControlUrl.ofMedia(media, aggregate);
            SdpTrack track = track(sdp, formats, i, control, directions.of(i));
            if (track == null) {
                reasons.add("media " + i + " (" + media.media() + ") has no format of its own, only " + formats(media));
            } else if (isBackChannel(directions, track)) {
                backChannels.add(track);
            } else if (track.direction() == Direction.INACTIVE) {
                reasons.add("media " + i + " (" + media.media() + ") is inactive");
            } else {
                tracks.add(track);
            }
        }
        return new SdpTracks(tracks, backChannels, reasons, aggregate);
    }

    /**
     * All formats of a media that a device takes, in its order: whoever speaks to it chooses one by its payload type
     * (ONVIF Streaming Specification, 5.3.3).
     *
     * @param media one of {@link #backChannels}
     */
    public static List<SdpTrack> formats(SessionDescription sdp, SdpTrack media) {
        MediaDescription described = sdp.medias().get(media.media());
        var formats = new Formats(sdp);
        var all = new ArrayList<SdpTrack>();
        for (String format : Formats.of(described)) {
            int payloadType = Formats.payloadType(format);
            RtpMap map = formats.map(described, format);
            if (payloadType >= 0 && !AUXILIARY.contains(map.upperCaseName())) {
                Codec codec = CodecReader.read(media.kind(), payloadType, map, formats.fmtp(sdp, described, format));
                all.add(new SdpTrack(
                        media.media(),
                        media.kind(),
                        codec,
                        payloadType,
                        media.control(),
                        media.protocol(),
                        media.direction()));
            }
        }
        return all;
    }

    private static String formats(MediaDescription media) {
        return media.attributes().stream()
                .filter(attribute -> attribute.name().equalsIgnoreCase("rtpmap"))
                .map(Attribute::value)
                .toList()
                .toString();
    }

    /**
     * ONVIF: audio that is sendonly, beside something that is not. A description in which all is sendonly was written
     * from the camera's side (IDS uEye).
     */
    private static boolean isBackChannel(Directions directions, SdpTrack track) {
        return track.kind() == MediaKind.AUDIO && track.direction() == Direction.SENDONLY && !directions.allSendOnly();
    }

    private static @Nullable SdpTrack track(
            SessionDescription sdp, Formats formats, int index, String control, Direction direction) {
        MediaDescription media = sdp.medias().get(index);
        MediaKind kind = kind(media);
        SdpTrack first = null;
        List<String> names = Formats.of(media);
        for (String format : names) {
            int payloadType = Formats.payloadType(format);
            RtpMap map = formats.map(media, format);
            if (AUXILIARY.contains(map.upperCaseName()) && (names.size() > 1 || kind == MediaKind.DATA)) {
                continue;
            }
            Codec codec = CodecReader.read(kind, payloadType, map, formats.fmtp(sdp, media, format));
            var track = new SdpTrack(index, kind, codec, payloadType, control, media.protocol(), direction);
            if (!codec.name().equals(Codec.OPAQUE)) {
                return track;
            }
            first = first == null ? track : first;
        }
        return first;
    }

    private static MediaKind kind(MediaDescription media) {
        return switch (media.media().toLowerCase(Locale.ROOT)) {
            case "video" -> MediaKind.VIDEO;
            case "audio" -> MediaKind.AUDIO;
            default -> MediaKind.DATA;
        };
    }
}
