/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import io.sluice.api.driver.TrackSink;
import io.sluice.lib.rtpstream.Channels;
import io.sluice.lib.rtpstream.IncomingTrack;
import io.sluice.lib.rtpstream.PublisherTimes;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.RtspResponse;
import io.sluice.lib.rtsp.TransportHeader;
import io.sluice.lib.sdp.SdpException;
import io.sluice.lib.sdp.SdpReader;
import io.sluice.lib.sdp.SdpTrack;
import io.sluice.lib.sdp.SdpTracks;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A program gives a stream: ANNOUNCE, SETUP, RECORD (RFC 2326), interleaved only. */
final class PublishSession implements Session {
    private static final int CHANNELS = 256;
    private static final int MAX_MEDIAS = 16;
    private static final Pattern SCHEME_AND_HOST = Pattern.compile("(?i)^rtsp://[^/?]*");

    private final PublishTicket ticket;
    private final Line line;
    private final PublisherTimes times = new PublisherTimes();
    private final Channels channels = new Channels();
    private final List<SdpTrack> announced = new ArrayList<>();
    private final Set<String> controls = new HashSet<>();
    private final List<Setup> setups = new ArrayList<>();
    private final List<IncomingTrack> tracks = new ArrayList<>();
    private final @Nullable IncomingTrack[] rtp = new IncomingTrack[CHANNELS];
    private final @Nullable IncomingTrack[] rtcp = new IncomingTrack[CHANNELS];
    private boolean recording;

    private record Setup(SdpTrack track, TransportHeader.Pair channels) {}

    PublishSession(PublishTicket ticket, Line line) {
        this.ticket = ticket;
        this.line = line;
    }

    @Override
    public CompletionStage<RtspResponse> answer(RtspRequest request) {
        return Answers.now(
                switch (request.method()) {
                    case "ANNOUNCE" -> announce(request);
                    case "SETUP" -> setUp(request);
                    case "RECORD" -> startRecording();
                    default -> Answers.refused(405, "a stream can be given here, not taken");
                });
    }

    private RtspResponse announce(RtspRequest request) {
        if (!announced.isEmpty()) {
            return Answers.refused(455, "a description was given already");
        }
        SdpTracks offer;
        try {
            offer = SdpTracks.of(SdpReader.read(request.body().asBuffer()), line.url());
        } catch (SdpException e) {
            return Answers.refused(400, String.valueOf(e.getMessage()));
        }
        if (offer.tracks().isEmpty() || offer.tracks().size() > MAX_MEDIAS) {
            return Answers.refused(415, "1 to " + MAX_MEDIAS + " medias can be given");
        }
        if (offer.tracks().stream().noneMatch(track -> ticket.takes(track.kind()))) {
            return Answers.refused(415, "nothing of what was promised is among the medias");
        }
        announced.addAll(offer.tracks());
        return Answers.ok();
    }

    private RtspResponse setUp(RtspRequest request) {
        if (announced.isEmpty() || recording) {
            return Answers.refused(455, "tracks are set up between ANNOUNCE and RECORD");
        }
        SdpTrack track = announced(request.url());
        if (track == null) {
            return Answers.refused(404, "no media of the description has this control");
        }
        TransportHeader transport = Answers.interleaved(request.header("Transport"));
        if (transport == null) {
            return Answers.refused(461, "media is interleaved here");
        }
        if (!controls.add(path(track.control()))) {
            return Answers.refused(400, "this media is set up already");
        }
        TransportHeader.Pair pair = channels.take(transport.interleaved());
        setups.add(new Setup(track, pair));
        return Answers.ok(
                "Session",
                Answers.SESSION,
                "Transport",
                TransportHeader.interleaved(pair, null, "RECORD").toString());
    }

    private @Nullable SdpTrack announced(String url) {
        String wanted = path(url);
        for (SdpTrack track : announced) {
            if (path(track.control()).equals(wanted)) {
                return track;
            }
        }
        return null;
    }

    private static String path(String url) {
        return SCHEME_AND_HOST.matcher(url).replaceFirst("").replaceAll("/+", "/");
    }

    private RtspResponse startRecording() {
        if (setups.stream().noneMatch(setup -> ticket.takes(setup.track().kind()))) {
            return Answers.refused(455, "nothing of what was promised is set up");
        }
        if (!recording) {
            recording = true;
            for (Setup setup : setups) {
                take(setup);
            }
            ticket.context().tracksComplete();
            ticket.listener().recording();
        }
        return Answers.ok("Session", Answers.SESSION);
    }

    /** What was not promised comes, because a program cannot be told otherwise, and goes nowhere. */
    private void take(Setup setup) {
        SdpTrack described = setup.track();
        if (!ticket.takes(described.kind())) {
            return;
        }
        TrackSink sink = ticket.context().track(described.kind(), described.codec());
        var track = new IncomingTrack(described, new TimedSink(sink, times, ticket.clock()), times);
        tracks.add(track);
        rtp[setup.channels().rtp()] = track;
        rtcp[setup.channels().rtcp()] = track;
    }

    @Override
    public void frame(int channel, ByteBuffer data) {
        if (!recording) {
            return;
        }
        IncomingTrack media = rtp[channel];
        IncomingTrack control = rtcp[channel];
        if (media != null) {
            media.rtp(data, System.nanoTime());
            ticket.listener().progress();
        } else if (control != null) {
            control.rtcp(data);
        }
    }

    @Override
    public boolean flows() {
        return recording;
    }

    @Override
    public void closed(String text, boolean revoked) {
        if (recording && !revoked) {
            tracks.forEach(IncomingTrack::flush);
        }
        recording = false;
        if (!revoked) {
            ticket.listener().ended(text);
        }
    }
}
