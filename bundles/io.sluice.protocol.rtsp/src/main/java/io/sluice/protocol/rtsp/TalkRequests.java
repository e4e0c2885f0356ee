/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.net.Connection;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.lib.rtpstream.Channels;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.TransportHeader;
import io.sluice.lib.sdp.MediaLine;
import io.sluice.lib.sdp.SdpWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The way to the device of a session that watches (ONVIF Streaming Specification, 5.3): what is offered, its SETUP, and
 * what the peer says then. On the connection's loop.
 */
final class TalkRequests {
    /** ONVIF Streaming Specification, 5.3.1: a stream without a back channel is described without it. */
    static final String FEATURE = "www.onvif.org/ver20/backchannel";

    /** Behind all tracks, however many there are. */
    static final int MEDIA = 900;

    private final RtspContext context;
    private final Connection connection;
    private final SessionLog log;
    private final Access access;
    private final BiConsumer<Reason, String> close;
    private final Runnable heard;
    private List<MediaLine> offered = List.of();
    private @Nullable Turns turns;
    private TransportHeader.@Nullable Pair channels;
    private @Nullable UdpTalker udp;
    private boolean playing;
    /** The connection is gone: nobody would notice the end of what is said. */
    private boolean alone;

    /**
     * @param close ends the session
     * @param heard run when something is said in datagrams
     */
    TalkRequests(
            RtspContext context,
            Connection connection,
            SessionLog log,
            Access access,
            BiConsumer<Reason, String> close,
            Runnable heard) {
        this.context = context;
        this.connection = connection;
        this.log = log;
        this.access = access;
        this.close = close;
        this.heard = heard;
    }

    /**
     * What is to be described besides the tracks: nothing for those who do not ask for it or may not speak, and where
     * nothing can be spoken to.
     */
    CompletionStage<List<MediaLine>> offer(RtspRequest request, StreamName stream) {
        String required = request.header("Require");
        boolean asked = required != null && required.contains(FEATURE);
        if (isSetUp()) {
            return CompletableFuture.completedFuture(asked ? offered : List.of());
        }
        offered = List.of();
        if (!asked || !access.mayTalk(stream)) {
            return CompletableFuture.completedFuture(offered);
        }
        return find(stream);
    }

    /** Whether the peer says that it wants to speak, and may. */
    boolean mayBeAsked(RtspRequest request, StreamName stream) {
        String required = request.header("Require");
        return required != null && required.contains(FEATURE) && access.mayTalk(stream);
    }

    private CompletionStage<List<MediaLine>> find(StreamName stream) {
        CompletionStage<List<Codec>> talkable = context.registry().talkable(stream);
        return OnLoop.of(connection, talkable.exceptionally(problem -> List.of()))
                .thenApply(codecs -> {
                    offered = lines(codecs);
                    return offered;
                });
    }

    private static List<MediaLine> lines(List<Codec> codecs) {
        var lines = new ArrayList<MediaLine>();
        for (Codec codec : codecs) {
            int payloadType = SdpWriter.payloadType(codec, lines.size());
            boolean free = lines.stream().noneMatch(line -> line.payloadType() == payloadType);
            if (free && payloadType < 128) {
                lines.add(new MediaLine(MediaKind.AUDIO, codec, payloadType, StreamPath.control(MEDIA)));
            }
        }
        return List.copyOf(lines);
    }

    boolean isSetUp() {
        return turns != null || udp != null;
    }

    /** True while what comes is taken. */
    boolean isPlaying() {
        return playing;
    }

    /** @param free the connection's channels */
    CompletionStage<Answer> setUp(RtspRequest request, StreamName stream, Channels free) {
        if (isSetUp()) {
            return Answer.refused(400, "the way to the device is set up already")
                    .now();
        }
        if (!access.mayTalk(stream)) {
            return Answer.refused(403, "you may watch " + stream + ", but not speak to it; see rtsp.talk")
                    .now();
        }
        if (alone) {
            return Answer.refused(455, "nothing can be said when the connection is gone")
                    .now();
        }
        var offers = new TransportChoice.Offers(context.settings().get().udpPort() > 0, false, connection);
        TransportChoice transport = TransportChoice.of(request.header("Transport"), TransportChoice.PLAY, offers);
        if (transport.refusal() != null) {
            return transport.refusal().now();
        }
        CompletionStage<List<MediaLine>> known =
                offered.isEmpty() ? find(stream) : CompletableFuture.completedFuture(offered);
        return known.thenCompose(lines -> {
            if (lines.isEmpty()) {
                return Answer.refused(404, "nothing behind " + stream + " can be spoken to")
                        .now();
            }
            var next = new Turns(context, connection, log, new Turns.Who(stream, access.user()), lines);
            if (transport.way() == TransportChoice.Way.UNICAST) {
                return openPorts(Objects.requireNonNull(transport.pair()), next);
            }
            TransportHeader.Pair pair = free.take(transport.pair());
            channels = pair;
            turns = next;
            return Answer.ok(
                            "Transport",
                            TransportHeader.interleaved(pair, null, TransportChoice.PLAY)
                                    .toString())
                    .now();
        });
    }

    private CompletionStage<Answer> openPorts(TransportHeader.Pair client, Turns next) {
        var talker = new UdpTalker(context, connection, this::said, heard, close);
        udp = talker;
        return talker.open(client).handle((server, problem) -> {
            if (problem != null) {
                // Whoever cannot have UDP comes back with TCP.
                udp = udp == talker ? null : udp;
                return Answer.refused(461, "no UDP port is to be had: " + problem.getMessage());
            }
            turns = next;
            return Answer.ok(
                    "Transport",
                    TransportHeader.unicast(client, server, null, TransportChoice.PLAY)
                            .toString());
        });
    }

    void play() {
        playing = isSetUp();
    }

    /** What is said from now on is not for the device. */
    void pause() {
        playing = false;
        if (turns != null) {
            turns.end();
        }
    }

    /** Takes what came on a channel; of another one, or before PLAY, it is ignored. */
    void frame(int channel, ByteBuffer data) {
        TransportHeader.Pair mine = channels;
        if (mine != null && channel == mine.rtp()) {
            said(data);
        }
    }

    private void said(ByteBuffer packet) {
        Turns open = turns;
        if (playing && open != null) {
            open.packet(packet);
        }
    }

    /** The connection is gone, the session goes on; this does not. */
    void connectionGone() {
        end();
        alone = true;
    }

    /** The session ends. */
    void end() {
        pause();
        if (udp != null) {
            udp.close();
            udp = null;
        }
        turns = null;
        channels = null;
        offered = List.of();
    }
}
