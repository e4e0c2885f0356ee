/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.media.Bytes;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspMessage;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with a camera: requests out, responses matched to them, frames to the reception. Lives on its loop.
 */
final class RtspLink implements ConnectionHandler, WireReader.Handler {
    private static final int MAX_PENDING = 64;
    private static final Set<String> ANSWERED =
            Set.of("OPTIONS", "ANNOUNCE", "GET_PARAMETER", "SET_PARAMETER", "REDIRECT", "PLAY_NOTIFY");

    private final Wire wire;
    private final String peer;
    private final RtspLog log;
    private final WireReader reader = new WireReader();
    private final Map<Integer, CompletableFuture<RtspResponse>> pending = new LinkedHashMap<>();
    private final CompletableFuture<StreamException> closed = new CompletableFuture<>();
    private int cseq;
    private boolean talksRtsp;
    private boolean warned;
    private volatile @Nullable String nonsense;
    private @Nullable Reception reception;

    /** @param peer for people: host and port */
    RtspLink(Wire wire, String peer, RtspLog log) {
        this.wire = wire;
        this.peer = peer;
        this.log = log;
    }

    Wire wire() {
        return wire;
    }

    /** Why it was closed, once it is; completed on the loop. */
    CompletableFuture<StreamException> closed() {
        return closed;
    }

    /** Frames of these medias are expected from now on; any thread. */
    void receive(Reception to, List<SetUpMedia> medias) {
        wire.execute(() -> {
            reception = to;
            for (SetUpMedia media : medias) {
                reader.expect(media.rtpChannel());
                reader.expect(media.rtcpChannel());
                media.path().begin(to);
            }
        });
    }

    /** Frames come on these channels that nobody needs; any thread. */
    void expect(int... channels) {
        wire.execute(() -> IntStream.of(channels).forEach(reader::expect));
    }

    /**
     * Sends a request; any thread. A CSeq is added.
     *
     * @return completes on the loop; fails with a {@link StreamException} when the connection is closed first
     */
    CompletableFuture<RtspResponse> send(RtspRequest request) {
        var answer = new CompletableFuture<RtspResponse>();
        wire.execute(() -> {
            if (closed.isDone()) {
                answer.completeExceptionally(closed.join());
                return;
            }
            if (pending.size() >= MAX_PENDING) {
                pending.remove(pending.keySet().iterator().next());
            }
            pending.put(++cseq, answer);
            log.debug("rtsp.request", "{} to {}", request.method(), peer);
            wire.send(request.with("CSeq", Integer.toString(cseq)).toBytes());
        });
        return answer;
    }

    @Override
    public void received(ByteBuffer data) {
        try {
            reader.read(data, this);
            if (!talksRtsp && !reader.rubbish().isEmpty()) {
                nonsense = notRtsp();
            }
        } catch (RtspException e) {
            String text = talksRtsp ? peer + " sent " + e.getMessage() + ", which is not RTSP" : notRtsp();
            wire.abort(Reason.PROTOCOL_ERROR, text);
        }
    }

    private String notRtsp() {
        return peer + " does not speak RTSP, it sent \"" + reader.rubbish() + "\"";
    }

    /** What to say of a peer that has sent nothing but rubbish; null when it has not. Any thread. */
    @Nullable
    String nonsense() {
        return nonsense;
    }

    @Override
    public void message(RtspMessage message) {
        talksRtsp = true;
        nonsense = null;
        if (message instanceof RtspResponse response) {
            response(response);
        } else if (message instanceof RtspRequest request) {
            request(request);
        }
    }

    /** Some cameras answer without CSeq, or with a wrong one: then it is the answer to the oldest request. */
    private void response(RtspResponse response) {
        if (response.status() < 200) {
            return; // 100 Continue: the answer follows
        }
        int number = response.cseq();
        if (!pending.containsKey(number) && !pending.isEmpty()) {
            number = pending.keySet().iterator().next();
        }
        CompletableFuture<RtspResponse> waiting = pending.remove(number);
        if (waiting != null) {
            waiting.complete(response);
        } else {
            log.debug("rtsp.answer_unexpected", "{} answered {} to nothing", peer, response.status());
        }
    }

    /** RFC 2326, 10: a server may ask, too. */
    private void request(RtspRequest request) {
        var headers = RtspHeaders.EMPTY;
        for (String name : List.of("CSeq", "Session")) {
            String value = request.header(name);
            headers = value == null ? headers : headers.plus(name, value);
        }
        int status = ANSWERED.contains(request.method()) ? 200 : 501;
        if (request.method().equals("OPTIONS")) {
            headers = headers.plus("Public", String.join(", ", new TreeSet<>(ANSWERED)));
        }
        wire.send(new RtspResponse(status, RtspResponse.reasonOf(status), headers, Bytes.EMPTY).toBytes());
    }

    @Override
    public void frame(int channel, ByteBuffer data) {
        if (reception != null) {
            reception.frame(channel, data, System.nanoTime());
        }
    }

    @Override
    public void lost() {
        if (talksRtsp && !warned) {
            warned = true;
            log.warn("rtsp.resync", "{} sent bytes that are neither frames nor messages; they are skipped", peer);
        }
    }

    @Override
    public void closed(Reason reason, String text) {
        if (reception != null) {
            reception.stop();
        }
        String rubbish = nonsense;
        var cause = rubbish != null && (reason == Reason.ENDED || reason == Reason.RESET)
                ? new StreamException(Reason.PROTOCOL_ERROR, rubbish)
                : new StreamException(reason, text(reason, text));
        var waiting = new ArrayList<>(pending.values());
        pending.clear();
        closed.complete(cause);
        waiting.forEach(answer -> answer.completeExceptionally(cause));
    }

    private String text(Reason reason, String text) {
        return switch (reason) {
            case RESET -> peer + " reset the connection";
            case ENDED -> peer + " closed the connection";
            default -> text.contains(peer) ? text : peer + ": " + text;
        };
    }
}
