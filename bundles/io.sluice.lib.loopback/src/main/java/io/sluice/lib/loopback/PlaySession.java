/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Subscription;
import io.sluice.lib.rtpstream.Channels;
import io.sluice.lib.rtpstream.Description;
import io.sluice.lib.rtpstream.Goodbye;
import io.sluice.lib.rtpstream.TrackSetup;
import io.sluice.lib.rtpstream.Wire;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.RtspResponse;
import io.sluice.lib.rtsp.TransportHeader;
import io.sluice.lib.sdp.SdpWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A program takes a stream: DESCRIBE, SETUP, PLAY (RFC 2326), interleaved only. */
final class PlaySession implements Session {
    private static final long CODEC_WAIT_NS = 2_000_000_000L;
    private static final long CODEC_LOOK_NS = 20_000_000L;
    private static final Pattern TRACK = Pattern.compile("/trackID=(\\d{1,3})/*$");
    /** Of tracks of one feed that programs share. */
    private static final int SSRC = 0x51_00_00_00;

    private final PlayTicket ticket;
    private final Subscription subscription;
    private final Line line;
    private final Channels channels = new Channels();
    private final List<TrackSetup> setups = new ArrayList<>();
    private List<Track> described = List.of();
    private @Nullable CompletableFuture<RtspResponse> describing;
    private long describeUntilNs;
    private @Nullable CompletableFuture<RtspResponse> playing;
    private volatile @Nullable Feed opened;
    private @Nullable Feed feed;
    private @Nullable Cursor cursor;
    private @Nullable Runnable unregister;
    private boolean begun;
    private @Nullable ByteBuffer goodbye;
    private boolean over;

    PlaySession(PlayTicket ticket, Subscription subscription, Line line) {
        this.ticket = ticket;
        this.subscription = subscription;
        this.line = line;
    }

    @Override
    public CompletionStage<RtspResponse> answer(RtspRequest request) {
        return switch (request.method()) {
            case "DESCRIBE" -> describe();
            case "SETUP" -> Answers.now(setUp(request));
            case "PLAY" -> play();
            default -> Answers.now(Answers.refused(405, "a stream can be taken here, not given"));
        };
    }

    /** What a decoder must know is waited for, for two seconds. */
    private CompletionStage<RtspResponse> describe() {
        var answer = new CompletableFuture<RtspResponse>();
        describing = answer;
        describeUntilNs = System.nanoTime() + CODEC_WAIT_NS;
        turn(System.nanoTime());
        return answer;
    }

    @Override
    public void turn(long nowNs) {
        CompletableFuture<RtspResponse> waiting = describing;
        if (waiting != null) {
            List<Track> tracks = tracks();
            if (!tracks.isEmpty() && tracks.stream().allMatch(PlaySession::isKnown) || nowNs - describeUntilNs >= 0) {
                describing = null;
                waiting.complete(description(tracks));
            }
        }
        Feed ready = opened;
        if (ready != null && feed == null && !over) {
            begin(ready);
        }
    }

    @Override
    public long dueNs() {
        return describing == null ? Long.MAX_VALUE : CODEC_LOOK_NS;
    }

    private static boolean isKnown(Track track) {
        return switch (track.codec().name()) {
            case Codec.H264, Codec.H265, Codec.AAC ->
                !track.codec().parameterSets().isEmpty();
            default -> true;
        };
    }

    /** What was chosen, each track once: two wants may have met in one. */
    private List<Track> tracks() {
        return List.copyOf(subscription.matches().stream()
                .map(Match::track)
                .collect(Collectors.toMap(Track::id, track -> track, (one, same) -> one, LinkedHashMap::new))
                .values());
    }

    private RtspResponse description(List<Track> tracks) {
        if (tracks.isEmpty()) {
            return Answers.refused(503, "the stream has nothing of what is wanted");
        }
        if (setups.isEmpty()) {
            described = tracks;
        }
        String sdp = Description.of("Sluice", 1, described, List.of(), PlaySession::control);
        RtspResponse ok = Answers.ok("Content-Base", line.url() + "/", "Content-Type", "application/sdp");
        return new RtspResponse(ok.status(), ok.reason(), ok.headers(), Bytes.of(sdp.getBytes(StandardCharsets.UTF_8)));
    }

    private static String control(int media) {
        return "trackID=" + media;
    }

    private RtspResponse setUp(RtspRequest request) {
        Matcher control = TRACK.matcher(request.url());
        int media = control.find() ? Integer.parseInt(control.group(1)) : 0;
        TransportHeader transport = Answers.interleaved(request.header("Transport"));
        if (described.isEmpty() || feed != null) {
            return Answers.refused(455, "tracks are set up between DESCRIBE and PLAY");
        }
        if (media >= described.size()) {
            return Answers.refused(404, "the description has " + described.size() + " medias");
        }
        if (transport == null) {
            return Answers.refused(461, "media is interleaved here");
        }
        if (setups.stream().anyMatch(setup -> setup.media() == media)) {
            return Answers.refused(400, "this media is set up already");
        }
        TransportHeader.Pair pair = channels.take(transport.interleaved());
        Track track = described.get(media);
        var wire = new Wire(pair.rtp(), pair.rtcp(), SdpWriter.payloadType(track.codec(), media), SSRC | track.id());
        setups.add(new TrackSetup(media, track, wire, request.url()));
        return Answers.ok(
                "Session",
                Answers.SESSION,
                "Transport",
                TransportHeader.interleaved(pair, wire.ssrc(), "PLAY").toString());
    }

    private CompletionStage<RtspResponse> play() {
        if (setups.isEmpty()) {
            return Answers.now(Answers.refused(455, "nothing is set up"));
        }
        if (playing != null) {
            return Answers.now(Answers.ok("Session", Answers.SESSION));
        }
        var answer = new CompletableFuture<RtspResponse>();
        playing = answer;
        List<Wire> wires = setups.stream().map(TrackSetup::wire).toList();
        List<Integer> ids = setups.stream().map(setup -> setup.track().id()).toList();
        String key = "loopback/" + wires.stream().map(Wire::key).collect(Collectors.joining(","));
        subscription.feed(ids, key, () -> new LoopbackPackaging(wires)).whenComplete((made, problem) -> {
            if (made == null) {
                answer.completeExceptionally(problem);
            } else {
                opened = made;
                line.wake();
            }
        });
        return answer;
    }

    private void begin(Feed ready) {
        feed = ready;
        cursor = ready.open(subscription.id(), Feed.Overflow.SKIP_TO_KEY);
        unregister = ready.onAppend(line::wake);
        if (playing != null) {
            playing.complete(Answers.ok("Session", Answers.SESSION));
        }
    }

    @Override
    public void answered() {
        begun = feed != null;
    }

    @Override
    public @Nullable ByteBuffer region() {
        Cursor from = cursor;
        if (!begun || from == null || over) {
            return null;
        }
        ByteBuffer region = from.region();
        if (region != null && ticket.streamTimeNs() == AccessUnit.UNKNOWN) {
            ticket.streamTimeNs(LoopbackPackaging.zeroOf(region));
        }
        if (region == null && from.ended() != null) {
            return farewell();
        }
        return region;
    }

    /** After the last unit programs are told that nothing more comes. */
    private @Nullable ByteBuffer farewell() {
        if (goodbye == null) {
            goodbye = ByteBuffer.allocate(setups.size() * Goodbye.MAX_BYTES);
            for (TrackSetup setup : setups) {
                goodbye.put(Goodbye.of(setup.wire(), "sluice"));
            }
            goodbye.flip();
        }
        return goodbye.hasRemaining() ? goodbye : null;
    }

    @Override
    public void advance(int bytes) {
        if (cursor != null && goodbye == null) {
            cursor.advance(bytes);
        }
    }

    @Override
    public boolean between() {
        return cursor == null || (goodbye == null ? cursor.openUnitBytes() == 0 : goodbye.position() == 0);
    }

    @Override
    public boolean flows() {
        return begun;
    }

    @Override
    public boolean finished() {
        return goodbye != null && !goodbye.hasRemaining();
    }

    @Override
    public void frame(int channel, ByteBuffer data) {
        // Receiver reports: nothing depends on them.
    }

    @Override
    public void closed(String text, boolean revoked) {
        over = true;
        if (unregister != null) {
            unregister.run();
        }
        if (cursor != null) {
            cursor.close();
        }
    }
}
