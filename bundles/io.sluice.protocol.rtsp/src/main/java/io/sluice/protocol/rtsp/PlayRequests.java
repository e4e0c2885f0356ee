/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Track;
import io.sluice.api.net.Connection;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Want;
import io.sluice.lib.rtpstream.Channels;
import io.sluice.lib.rtpstream.Description;
import io.sluice.lib.rtpstream.TrackSetup;
import io.sluice.lib.rtpstream.Wire;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.TransportHeader;
import io.sluice.lib.sdp.MediaLine;
import io.sluice.lib.sdp.SdpWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** DESCRIBE, SETUP, PLAY and PAUSE of a session that watches. On the connection's loop. */
final class PlayRequests {
    private static final String SDP = "application/sdp";
    /** What is in the log when a stream ends is still delivered, for so long. */
    private static final long REST_MS = 1_000;

    private final RtspContext context;
    private final Connection connection;
    private final SessionLog log;
    private final Access access;
    private final BiConsumer<Reason, String> close;
    private final TalkRequests talk;
    private final Delivery delivery;
    private final Playback playback;
    private Channels channels = new Channels();
    private @Nullable RtspFromStream viewer;
    /** What the peer has seen the description of on this connection. */
    private @Nullable StreamName known;

    private String query = "";
    private String userAgent = "";
    private Reason endReason = Reason.NONE;
    private String endText = "";

    PlayRequests(
            RtspContext context,
            Connection connection,
            SessionLog log,
            Access access,
            BiConsumer<Reason, String> close) {
        this.context = context;
        this.connection = connection;
        this.log = log;
        this.access = access;
        this.close = close;
        delivery = new Delivery(context, connection, close);
        playback = new Playback(context, connection, log, delivery, this::feedEnded);
        talk = new TalkRequests(context, connection, log, access, close, delivery::heard);
    }

    /** The way to the device that is watched. */
    TalkRequests talk() {
        return talk;
    }

    boolean isActive() {
        return viewer != null;
    }

    boolean isPlaying() {
        return playback.isPlaying();
    }

    CompletionStage<Answer> describe(RtspRequest request, boolean inSession) {
        String accept = request.header("Accept");
        if (accept != null && !accept.contains(SDP) && !accept.contains("*/*")) {
            return Answer.refused(406, "descriptions are " + SDP + " only").now();
        }
        StreamPath path;
        List<Want> wants;
        try {
            path = StreamPath.of(request.url());
            wants = path.wants(context.settings().get().defaultQuery());
        } catch (IllegalArgumentException e) {
            return Answer.refused(400, String.valueOf(e.getMessage())).now();
        }
        Answer refusal = access.watch(path.name());
        if (refusal != null) {
            return refusal.now();
        }
        RtspFromStream open = viewer;
        boolean same = open != null && open.name().equals(path.name()) && query.equals(path.query());
        if (inSession && !same) {
            return Answer.refused(455, "this session watches something else").now();
        }
        return watching(request, path, wants, same)
                .thenCompose(RtspFromStream::describe)
                .thenCompose(tracks -> talk.offer(request, path.name()).thenApply(back -> {
                    known = path.name();
                    return described(request, path, tracks, back);
                }));
    }

    private Answer described(RtspRequest request, StreamPath path, List<Track> tracks, List<MediaLine> back) {
        long version = context.nanoTime().getAsLong() >>> 10;
        return Answer.ok("Content-Base", StreamPath.base(request.url()))
                .body(SDP, Description.of(path.name().toString(), version, tracks, back, StreamPath::control));
    }

    /** The viewer of the path, joined; what was described before but is something else is left. */
    private CompletionStage<RtspFromStream> watching(
            RtspRequest request, StreamPath path, List<Want> wants, boolean same) {
        RtspFromStream open = viewer;
        if (open != null && same) {
            return CompletableFuture.completedFuture(open);
        }
        end();
        var joining = new RtspFromStream(connection, path.name(), this::streamEnded);
        viewer = joining;
        query = path.query();
        String agent = request.header("User-Agent");
        userAgent = agent == null ? "" : agent;
        log.stream(path.name().toString());
        var join = new JoinRequest(
                wants,
                "rtsp",
                log.peer(),
                access.user(),
                log.session(),
                context.start().get(),
                talk.mayBeAsked(request, path.name()));
        return joining.join(context.registry(), join)
                .handle((done, problem) -> problem)
                .thenCompose(problem -> {
                    if (problem == null) {
                        return CompletableFuture.completedFuture(joining);
                    }
                    if (viewer == joining) {
                        viewer = null;
                    }
                    return CompletableFuture.failedFuture(problem);
                });
    }

    CompletionStage<Answer> setUp(RtspRequest request) {
        if (isPlaying()) {
            return Answer.refused(455, "tracks are set up before PLAY").now();
        }
        TransportChoice transport =
                TransportChoice.of(request.header("Transport"), TransportChoice.PLAY, context.offers(connection));
        if (transport.refusal() != null) {
            return transport.refusal().now();
        }
        StreamPath path;
        List<Want> wants;
        try {
            path = StreamPath.of(request.url());
            wants = path.wants(context.settings().get().defaultQuery());
        } catch (IllegalArgumentException e) {
            return Answer.refused(400, String.valueOf(e.getMessage())).now();
        }
        Answer refusal = access.watch(path.name());
        if (refusal != null) {
            return refusal.now();
        }
        RtspFromStream open = viewer;
        // Clients that resolve the control by RFC 3986 lose the query of the base.
        boolean same = open != null && open.name().equals(path.name());
        if (open != null && !same && (!open.setups().isEmpty() || talk.isSetUp())) {
            return Answer.refused(459, "this session watches " + open.name()).now();
        }
        if (!Objects.equals(known, path.name())) {
            // RFC 2326, 10.4 lets a client know the tracks from elsewhere; here only DESCRIBE tells which one is which.
            return Answer.refused(455, "DESCRIBE of " + path.name() + " comes first")
                    .now();
        }
        CompletionStage<RtspFromStream> joined = watching(request, path, wants, same);
        if (path.track() == TalkRequests.MEDIA) {
            return joined.thenCompose(watching -> talk.setUp(request, path.name(), channels));
        }
        return joined.thenCompose(watching -> watching.described().isEmpty()
                        ? watching.describe()
                        : CompletableFuture.completedFuture(watching.described()))
                .thenCombine(joined, (tracks, watching) -> setUp(request, path, transport, watching, tracks))
                .thenCompose(answer -> answer);
    }

    private CompletionStage<Answer> setUp(
            RtspRequest request,
            StreamPath path,
            TransportChoice transport,
            RtspFromStream watching,
            List<Track> tracks) {
        int media = path.track();
        if (media == StreamPath.AGGREGATE) {
            if (tracks.size() != 1) {
                return Answer.refused(459, "the URL names all " + tracks.size() + " medias; set them up one by one")
                        .now();
            }
            media = 0;
        }
        if (media >= tracks.size()) {
            return Answer.refused(404, "the description has " + tracks.size() + " medias, none is trackID=" + media)
                    .now();
        }
        int index = media;
        if (watching.setups().stream().anyMatch(setup -> setup.media() == index)) {
            return Answer.refused(400, "trackID=" + media + " is set up already")
                    .now();
        }
        Track track = tracks.get(media);
        if (!watching.setups().isEmpty() && transport.way() != delivery.way()) {
            return Answer.refused(461, "all medias of a session travel the same way")
                    .now();
        }
        int ssrc = context.ssrc(watching.name(), track.id());
        int payloadType = SdpWriter.payloadType(track.codec(), media);
        if (transport.way() == TransportChoice.Way.GROUP) {
            List<Want> wants = path.wants(context.settings().get().defaultQuery());
            return delivery.setUp(watching, wants, index, request.url()).now();
        }
        if (transport.way() == TransportChoice.Way.UNICAST) {
            return delivery.setUp(
                    Objects.requireNonNull(transport.pair()),
                    watching,
                    wire -> new TrackSetup(index, track, new Wire(wire, wire + 1, payloadType, ssrc), request.url()));
        }
        TransportHeader.Pair pair = channels.take(transport.pair());
        watching.setUp(
                new TrackSetup(media, track, new Wire(pair.rtp(), pair.rtcp(), payloadType, ssrc), request.url()));
        return Answer.ok(
                        "Transport",
                        TransportHeader.interleaved(pair, ssrc, TransportChoice.PLAY)
                                .toString())
                .now();
    }

    /** Whether media travels apart from the connection, and goes on without it. */
    boolean usesDatagrams() {
        return delivery.way() == TransportChoice.Way.UNICAST;
    }

    /** The viewer gave a sign of life. */
    void heard() {
        delivery.heard();
    }

    CompletionStage<Answer> play() {
        RtspFromStream watching = viewer;
        if (watching == null) {
            return Answer.refused(455, "nothing is set up").now();
        }
        talk.play();
        if (isPlaying() || watching.setups().isEmpty() && talk.isSetUp()) {
            return Answer.ok().now();
        }
        watching.travels(playback.transport());
        if (delivery.way() == TransportChoice.Way.GROUP) {
            return playback.playGroup(userAgent);
        }
        return watching.feed(delivery.marks(), context.cname())
                .thenApply(feed -> viewer == watching
                        ? playback.begin(watching, feed, userAgent)
                        : Answer.refused(new StreamException(endReason, "the stream ended: " + endText)));
    }

    Answer pause() {
        talk.pause();
        playback.stop();
        return Answer.ok();
    }

    /**
     * Whether the next version of this bundle can go on with it: not with datagrams, speech, or a stream that ended.
     */
    boolean canHandOver() {
        return endReason == Reason.NONE && delivery.way() == TransportChoice.Way.INTERLEAVED && !talk.isSetUp();
    }

    @Nullable
    StreamName known() {
        return known;
    }

    /** What the next version needs; null when nothing is watched. What is attached stays so. */
    @Nullable
    WatchRecord handOver() {
        RtspFromStream watching = viewer;
        viewer = null;
        if (!playback.attached()) {
            playback.stop();
        }
        return watching == null ? null : watching.handOver(query, userAgent, playback.attached());
    }

    /** The last packets of what plays. */
    Bytes farewell() {
        return viewer == null ? Bytes.EMPTY : playback.farewell(viewer);
    }

    /** Goes on with what the version before left; false when that is not possible. */
    boolean resume(@Nullable StreamName described, @Nullable WatchRecord record) {
        known = described;
        if (record == null) {
            return true;
        }
        var watching = new RtspFromStream(connection, record.stream(), this::streamEnded);
        if (!watching.resume(context.registry(), record)) {
            return false;
        }
        viewer = watching;
        query = record.query();
        userAgent = record.userAgent();
        log.stream(record.stream().toString());
        record.setups()
                .forEach(setup -> channels.take(new TransportHeader.Pair(
                        setup.wire().rtpChannel(), setup.wire().rtcpChannel())));
        return !record.playing() || resumePlaying(watching);
    }

    private boolean resumePlaying(RtspFromStream watching) {
        if (!playback.resume()) {
            return false;
        }
        watching.feed(delivery.marks(), context.cname()).whenComplete((feed, problem) -> {
            if (problem != null && viewer == watching) {
                connection.execute(() -> feedEnded(Reason.BUNDLE_STOPPED));
            }
        });
        return true;
    }

    /** The feed gave its last byte. */
    void feedEnded(Reason reason) {
        if (viewer != null) {
            delivery.bye(viewer.setups());
            boolean known = endReason != Reason.NONE;
            close.accept(known ? endReason : reason, known ? endText : "the feed of the stream ended");
        }
    }

    private void streamEnded(Reason reason, String text) {
        endReason = reason;
        endText = text;
        if (isPlaying()) {
            delivery.schedule(() -> close.accept(reason, text), REST_MS);
        } else {
            close.accept(reason, text);
        }
    }

    /** Tells the viewer over UDP that nothing more comes. */
    void bye() {
        if (viewer != null && isPlaying()) {
            delivery.bye(viewer.setups());
        }
    }

    /** Runs a task on the loop after a delay, while a session over UDP is open. */
    void schedule(Runnable task, long delayMs) {
        delivery.schedule(task, delayMs);
    }

    /** Leaves the stream. */
    void end() {
        talk.end();
        playback.stop();
        if (viewer != null) {
            viewer.close();
            viewer = null;
        }
        delivery.end();
        channels = new Channels();
    }

    /** For the log: what was sent. */
    String summary() {
        return playback.summary();
    }
}
