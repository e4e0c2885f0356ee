/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.net.Connection;
import io.sluice.api.stream.StreamName;
import io.sluice.lib.rtpstream.Channels;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.TransportHeader;
import io.sluice.lib.sdp.MediaLine;
import io.sluice.lib.sdp.SdpWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    private List<MediaLine> offered = List.of();
    private @Nullable Turns turns;
    private TransportHeader.@Nullable Pair channels;
    private boolean playing;

    TalkRequests(RtspContext context, Connection connection, SessionLog log, Access access) {
        this.context = context;
        this.connection = connection;
        this.log = log;
        this.access = access;
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
        return channels != null;
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
        // What is said comes with the requests: no port is opened for it.
        var inside = new TransportChoice.Offers(false, false, connection);
        TransportChoice transport = TransportChoice.of(request.header("Transport"), TransportChoice.PLAY, inside);
        if (transport.refusal() != null) {
            return transport.refusal().now();
        }
        CompletionStage<List<MediaLine>> known =
                offered.isEmpty() ? find(stream) : CompletableFuture.completedFuture(offered);
        return known.thenApply(lines -> {
            if (lines.isEmpty()) {
                return Answer.refused(404, "nothing behind " + stream + " can be spoken to");
            }
            TransportHeader.Pair pair = free.take(transport.pair());
            channels = pair;
            turns = new Turns(context, connection, log, new Turns.Who(stream, access.user()), lines);
            return Answer.ok(
                    "Transport",
                    TransportHeader.interleaved(pair, null, TransportChoice.PLAY)
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
        Turns open = turns;
        if (playing && mine != null && open != null && channel == mine.rtp()) {
            open.packet(data);
        }
    }

    /** The session ends. */
    void end() {
        pause();
        turns = null;
        channels = null;
        offered = List.of();
    }
}
