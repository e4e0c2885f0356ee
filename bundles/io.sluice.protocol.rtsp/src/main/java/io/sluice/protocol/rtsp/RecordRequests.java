/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.api.stream.PublishRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.rtpstream.Channels;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.TransportHeader;
import io.sluice.lib.sdp.SdpException;
import io.sluice.lib.sdp.SdpReader;
import io.sluice.lib.sdp.SdpTrack;
import io.sluice.lib.sdp.SdpTracks;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** ANNOUNCE, SETUP, RECORD and PAUSE of a session that publishes. On the connection's loop. */
final class RecordRequests {
    private static final int MAX_TRACKS = 32;
    /** go2rtc's parameter of a publisher's URL, in seconds. */
    private static final Pattern TIMEOUT = Pattern.compile("(?:^|&)timeout=(\\d{1,4})(?:&|$)");

    private static final Pattern SCHEME_AND_HOST = Pattern.compile("(?i)^rtsps?://[^/?]*");

    private final RtspContext context;
    private final Connection connection;
    private final SessionLog log;
    private final Access access;
    private final BiConsumer<Reason, String> close;
    private Channels channels = new Channels();
    private @Nullable RtspToStream publisher;
    /** Null when media is interleaved into the connection. */
    private @Nullable UdpPublisher udp;

    RecordRequests(
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
    }

    boolean isActive() {
        return publisher != null;
    }

    boolean isRecording() {
        return publisher != null && publisher.recording();
    }

    CompletionStage<Answer> announce(RtspRequest request) {
        StreamPath path;
        SdpTracks offer;
        try {
            path = StreamPath.of(request.url());
            offer = SdpTracks.of(SdpReader.read(request.body().asBuffer()), request.url());
        } catch (IllegalArgumentException | SdpException e) {
            return Answer.refused(400, String.valueOf(e.getMessage())).now();
        }
        Answer forbidden = access.publish(path.name());
        Answer refusal = forbidden != null ? forbidden : problemOf(request, offer);
        if (refusal != null) {
            return refusal.now();
        }
        var announced =
                new RtspToStream(connection, path.name(), offer.tracks(), context.nanoTime(), this::publicationEnded);
        publisher = announced;
        log.stream(path.name().toString());
        var publish = new PublishRequest("rtsp", log.peer(), access.user(), log.session(), !access.isLocal());
        return announced
                .publish(context.registry(), publish, silenceMs(path))
                .handle((done, problem) -> problem)
                .thenCompose(problem -> {
                    if (problem == null) {
                        return Answer.ok().now();
                    }
                    if (publisher == announced) {
                        publisher = null;
                    }
                    // To bring a stream that nobody defined is for publishers: perhaps the peer is one.
                    return access.isLocal() && isUnknown(problem)
                            ? access.challenge(false).now()
                            : CompletableFuture.failedFuture(problem);
                });
    }

    private static boolean isUnknown(Throwable problem) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        return cause instanceof StreamException expected && expected.reason() == Reason.NOT_FOUND;
    }

    private static @Nullable Answer problemOf(RtspRequest request, SdpTracks offer) {
        String type = request.header("Content-Type");
        if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("application/sdp")) {
            return Answer.refused(415, "a description is application/sdp");
        }
        List<SdpTrack> tracks = offer.tracks();
        if (tracks.isEmpty()) {
            return Answer.refused(415, "nothing to publish: " + String.join("; ", offer.reasons()));
        }
        if (tracks.size() > MAX_TRACKS) {
            return Answer.refused(400, "more than " + MAX_TRACKS + " medias");
        }
        if (tracks.stream().anyMatch(SdpTrack::isEncrypted)) {
            return Answer.refused(415, "encrypted media is not taken");
        }
        var controls = new HashSet<String>();
        return tracks.stream().allMatch(track -> controls.add(path(track.control())))
                ? null
                : Answer.refused(400, "two medias have the same control");
    }

    private long silenceMs(StreamPath path) {
        Matcher timeout = TIMEOUT.matcher(path.query());
        long asked = timeout.find() ? Long.parseLong(timeout.group(1)) * 1000 : 0;
        return asked > 0 ? asked : context.settings().get().publishTimeout().toMillis();
    }

    CompletionStage<Answer> setUp(RtspRequest request) {
        RtspToStream publishing = publisher;
        if (publishing == null || publishing.recording() || publishing.declared()) {
            return Answer.refused(455, "tracks are set up between ANNOUNCE and RECORD")
                    .now();
        }
        TransportChoice transport =
                TransportChoice.of(request.header("Transport"), TransportChoice.RECORD, context.offers(connection));
        if (transport.refusal() != null) {
            return transport.refusal().now();
        }
        SdpTrack track = announced(publishing.announced(), request.url());
        if (track == null) {
            return Answer.refused(404, "no media of the description has this control")
                    .now();
        }
        if (publishing.setups().stream().anyMatch(setup -> setup.track().equals(track))) {
            return Answer.refused(400, "this media is set up already").now();
        }
        boolean datagrams = transport.way() == TransportChoice.Way.UNICAST;
        if (!publishing.setups().isEmpty() && datagrams != (udp != null)) {
            return Answer.refused(461, "all medias of a session travel the same way")
                    .now();
        }
        if (datagrams) {
            return setUpDatagrams(publishing, track, Objects.requireNonNull(transport.pair()));
        }
        TransportHeader.Pair pair = channels.take(transport.pair());
        publishing.setUp(new RtspToStream.Setup(track, pair.rtp(), pair.rtcp()));
        return Answer.ok(
                        "Transport",
                        TransportHeader.interleaved(pair, null, TransportChoice.RECORD)
                                .toString())
                .now();
    }

    private CompletionStage<Answer> setUpDatagrams(
            RtspToStream publishing, SdpTrack track, TransportHeader.Pair client) {
        UdpPublisher sender = udp == null ? new UdpPublisher(context, connection, publishing, close) : udp;
        udp = sender;
        return sender.add(client).handle((server, problem) -> {
            if (problem != null) {
                udp = sender.size() == 0 && udp == sender ? null : udp;
                return Answer.refused(461, "no UDP port is to be had: " + problem.getMessage());
            }
            int channel = 2 * sender.size() - 2;
            publishing.setUp(new RtspToStream.Setup(track, channel, channel + 1));
            return Answer.ok(
                    "Transport",
                    TransportHeader.unicast(client, server, null, TransportChoice.RECORD)
                            .toString());
        });
    }

    /** Whether media travels apart from the connection. */
    boolean usesDatagrams() {
        return udp != null;
    }

    private static @Nullable SdpTrack announced(List<SdpTrack> tracks, String url) {
        String wanted = path(url);
        for (SdpTrack track : tracks) {
            if (path(track.control()).equals(wanted)) {
                return track;
            }
        }
        return null;
    }

    /** What names a media in a URL: publishers write host and slashes as they like. */
    private static String path(String url) {
        return SCHEME_AND_HOST
                .matcher(url)
                .replaceFirst("")
                .replaceAll("/+", "/")
                .replaceAll("/$", "");
    }

    Answer handle(RtspRequest request) {
        RtspToStream publishing = publisher;
        if (publishing == null || request.method().equals("PLAY")) {
            return Answer.refused(455, "this session publishes");
        }
        if (request.method().equals("PAUSE")) {
            publishing.pause();
            return Answer.ok();
        }
        if (!publishing.recording()) {
            publishing.record();
            log.info(
                    "rtsp.record",
                    "%s publishes %s",
                    log.peer(),
                    publishing.setups().stream()
                            .map(setup -> setup.track().codec().toString())
                            .collect(Collectors.joining(", ")));
        }
        return Answer.ok();
    }

    void frame(int channel, ByteBuffer data) {
        if (publisher != null) {
            publisher.received(channel, data);
        }
    }

    private void publicationEnded(Reason reason, String text) {
        close.accept(reason, text);
    }

    /** Ends the publication. */
    void end(Reason reason, String text) {
        if (udp != null) {
            udp.close();
        }
        if (publisher != null) {
            publisher.end(reason, text);
            publisher = null;
        }
        udp = null;
        channels = new Channels();
    }

    /** For the log: what came. */
    String summary() {
        return publisher == null ? "" : "; " + publisher.summary() + (udp == null ? "" : udp.summary());
    }
}
