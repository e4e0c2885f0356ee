/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.go2rtc;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamInfo.ConsumerInfo;
import io.sluice.api.stream.StreamInfo.SourceInfo;
import io.sluice.api.stream.StreamInfo.TrackInfo;
import io.sluice.rest.view.StreamView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A stream as go2rtc shows it, so far as somebody may see it. */
final class StreamJson {
    private static final String RECEIVE = "recvonly";
    private static final String SEND = "sendonly";

    private StreamJson() {}

    static Map<String, Object> of(StreamInfo stream, Identity identity) {
        boolean all = identity.may(Role.ADMIN, stream.name());
        var producers = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < stream.sources().size(); i++) {
            producers.add(producer(stream, i, all));
        }
        var view = new LinkedHashMap<String, Object>();
        view.put("producers", producers);
        view.put(
                "consumers",
                new StreamView(identity)
                        .seen(stream).stream()
                                .map(consumer -> consumer(stream, consumer))
                                .toList());
        return view;
    }

    private static Map<String, Object> producer(StreamInfo stream, int index, boolean all) {
        SourceInfo source = stream.sources().get(index);
        List<TrackInfo> tracks = stream.tracks().stream()
                .filter(track -> track.source() == index)
                .toList();
        var view = new LinkedHashMap<String, Object>();
        // go2rtc's clients ask for the member, whoever they are logged in as.
        view.put("url", all ? source.source() : "");
        if (!tracks.isEmpty()) {
            view.put("id", index + 1);
            if (all) {
                view.put("format_name", source.source().replaceFirst(":.*", ""));
            }
            view.put("medias", medias(tracks, RECEIVE));
            view.put("receivers", tracks.stream().map(StreamJson::receiver).toList());
            view.put("bytes_recv", tracks.stream().mapToLong(TrackInfo::bytes).sum());
        }
        var ours = new LinkedHashMap<String, Object>();
        ours.put("state", source.state().name());
        ours.put("reason", source.reason().name());
        if (all) {
            ours.put("text", source.text());
        }
        view.put("sluice", ours);
        return view;
    }

    private static List<String> medias(List<TrackInfo> tracks, String direction) {
        return tracks.stream()
                .map(track -> CodecNames.media(track.kind(), direction, track.codec()))
                .toList();
    }

    private static Map<String, Object> receiver(TrackInfo track) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", track.id());
        view.put("codec", CodecNames.codec(track.kind(), track.codec()));
        view.put("bytes", track.bytes());
        view.put("packets", track.units());
        return view;
    }

    private static Map<String, Object> consumer(StreamInfo stream, ConsumerInfo consumer) {
        List<TrackInfo> tracks = stream.tracks().stream()
                .filter(track -> consumer.tracks().contains(track.id()))
                .toList();
        var view = new LinkedHashMap<String, Object>();
        view.put("id", number(consumer.id()));
        view.put("format_name", consumer.protocol());
        view.put("protocol", consumer.protocol());
        view.put("remote_addr", consumer.remote());
        view.put("medias", medias(tracks, SEND));
        view.put("senders", tracks.stream().map(StreamJson::sender).toList());
        view.put("bytes_send", consumer.bytes());
        view.put("sluice", Map.of("id", consumer.id(), "user", consumer.user(), "skipped", consumer.skipped()));
        return view;
    }

    private static Map<String, Object> sender(TrackInfo track) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", track.id());
        view.put("codec", CodecNames.codec(track.kind(), track.codec()));
        view.put("parent", track.id());
        return view;
    }

    /** go2rtc's are numbers. */
    private static long number(String id) {
        String digits = id.replaceAll("\\D", "");
        return digits.isEmpty() || digits.length() > 15 ? id.hashCode() & 0x7FFF_FFFF : Long.parseLong(digits);
    }
}
