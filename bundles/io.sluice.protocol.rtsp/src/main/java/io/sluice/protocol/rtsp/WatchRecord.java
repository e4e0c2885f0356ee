/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.StreamName;
import io.sluice.lib.rtpstream.StateReader;
import io.sluice.lib.rtpstream.StateWriter;
import io.sluice.lib.rtpstream.TrackSetup;
import io.sluice.lib.rtpstream.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session watches, between two versions of this bundle.
 *
 * @param subscription its id in the registry
 * @param described the tracks in the order of the description
 * @param playing whether the connection has a cursor of the feed of what was set up
 */
record WatchRecord(
        StreamName stream,
        String query,
        String userAgent,
        String subscription,
        List<Track> described,
        List<TrackSetup> setups,
        boolean playing) {
    void write(StateWriter out) {
        out.text(stream.toString())
                .text(query)
                .text(userAgent)
                .text(subscription)
                .flag(playing);
        out.number(described.size());
        described.forEach(track -> write(track, out));
        out.number(setups.size());
        for (TrackSetup setup : setups) {
            Wire wire = setup.wire();
            write(setup.track(), out);
            out.number(setup.media()).text(setup.url());
            out.number(wire.rtpChannel())
                    .number(wire.rtcpChannel())
                    .number(wire.payloadType())
                    .number(wire.ssrc());
        }
    }

    /** The registry knows more of a track; this is for one that is gone. */
    private static void write(Track track, StateWriter out) {
        Codec codec = track.codec();
        out.number(track.id()).text(track.kind().name());
        out.text(codec.name()).number(codec.clockRateHz()).number(codec.channels());
    }

    static WatchRecord read(StateReader in) throws IOException {
        StreamName stream = StreamName.of(in.text());
        String query = in.text();
        String userAgent = in.text();
        String subscription = in.text();
        boolean playing = in.flag();
        var described = new ArrayList<Track>();
        for (int left = in.count(); left > 0; left--) {
            described.add(track(in));
        }
        var setups = new ArrayList<TrackSetup>();
        for (int left = in.count(); left > 0; left--) {
            Track track = track(in);
            int media = in.whole();
            String url = in.text();
            setups.add(new TrackSetup(media, track, new Wire(in.whole(), in.whole(), in.whole(), in.whole()), url));
        }
        return new WatchRecord(stream, query, userAgent, subscription, described, setups, playing);
    }

    private static Track track(StateReader in) throws IOException {
        return new Track(in.whole(), MediaKind.valueOf(in.text()), Codec.of(in.text(), in.whole(), in.whole()));
    }
}
