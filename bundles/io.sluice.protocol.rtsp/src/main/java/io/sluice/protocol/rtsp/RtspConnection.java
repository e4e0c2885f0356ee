/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Bytes;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.ConnectionRecord;
import io.sluice.api.stream.Handover;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspReader;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: takes the bytes apart, has requests answered one after the other in their order, and closes a peer
 * that says nothing. On its loop.
 */
final class RtspConnection implements ConnectionHandler, RtspReader.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(RtspConnection.class);
    private static final int MAX_WAITING = 32;
    /** Of the bodies of requests that wait. */
    private static final int MAX_WAITING_BYTES = 2 * RtspReader.MAX_BODY_BYTES;

    private static final int UNSUPPORTED_TRANSPORT = 461;
    private static final Pattern CSEQ = Pattern.compile("\\d{1,32}");
    private static final long MS = 1_000_000L;
    private static final long CHECK_MS = 5_000;
    /** Whoever may not watch any more does not for long. */
    private static final long CHECK_FLOWING_MS = 8_000;

    /** For the first request, and for the rest of one that was begun. */
    private static final long REQUEST_MS = 10_000;
    /** The time-out that is announced, and some grace; it counts only while no media flows. */
    private static final long IDLE_MS = 70_000;

    private final RtspContext context;
    private final Connection connection;
    private final SessionLog log;
    private final RtspSession session;
    private final RtspReader reader = new RtspReader();
    private final ArrayDeque<RtspRequest> waiting = new ArrayDeque<>();
    private int waitingBytes;
    /** The one that is being answered. */
    private @Nullable RtspRequest answered;

    private long openedNs;
    private long heardNs;
    private long begunNs;
    private boolean answering;
    private boolean asked;
    private boolean closing;

    /**
     * @param carrier as {@link #carrier} has it
     * @param admitted run whenever the peer has proved who it is
     */
    RtspConnection(RtspContext context, Connection connection, String carrier, Runnable admitted) {
        this.context = context;
        this.connection = connection;
        log = new SessionLog("conn-" + connection.id(), connection.remote(), carrier);
        session = new RtspSession(context, connection, log, admitted, this::end);
        openedNs = now();
        heardNs = openedNs;
        connection.schedule(this::check, CHECK_MS);
    }

    /** What the connection is, for people. */
    static String carrier(Connection connection, boolean tunnelled) {
        return tunnelled ? "tunnel" : connection.secure() ? "tls" : "tcp";
    }

    /**
     * Goes on with what the version before left.
     *
     * @return null when that is not possible
     */
    static @Nullable RtspConnection resumed(RtspContext context, Connection connection, SessionRecord left) {
        var resumed = new RtspConnection(context, connection, carrier(connection, false), () -> {});
        resumed.openedNs -= left.ageMs() * MS;
        resumed.asked = left.asked();
        return resumed.session.resume(left) ? resumed : null;
    }

    /**
     * Leaves what the next version needs. A request that is being answered is among those that wait again: its answer
     * from here would come after this, and is dropped.
     */
    @Override
    public @Nullable ConnectionRecord handOver() {
        Bytes unread = closing || !session.canHandOver() ? null : unread();
        if (unread == null) {
            return null;
        }
        closing = true;
        Bytes farewell = session.farewell();
        Handover state = session.handOver((now() - openedNs) / MS, asked).toHandover();
        return new ConnectionRecord(state, unread, farewell);
    }

    /** Null when it is too much. */
    private @Nullable Bytes unread() {
        var parts = new ArrayList<ByteBuffer>();
        if (answered != null) {
            parts.add(answered.toBytes());
        }
        waiting.forEach(request -> parts.add(request.toBytes()));
        parts.add(reader.unread().asBuffer());
        int size = parts.stream().mapToInt(ByteBuffer::remaining).sum();
        if (size > ConnectionRecord.MAX_UNREAD_BYTES) {
            return null;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        parts.forEach(all::put);
        return Bytes.of(all.flip());
    }

    private long now() {
        return context.nanoTime().getAsLong();
    }

    @Override
    public void received(ByteBuffer data) {
        if (closing) {
            data.position(data.limit());
            return;
        }
        heardNs = now();
        boolean wasInside = reader.isInside();
        try {
            reader.read(data, this);
        } catch (RtspException e) {
            data.position(data.limit());
            malformed(e);
        }
        if (reader.isInside() && !wasInside) {
            begunNs = heardNs;
        }
    }

    /** Where the next message begins is not known any more. */
    private void malformed(RtspException problem) {
        String text = String.valueOf(problem.getMessage());
        log.refused("%s sent what is not RTSP: %s", log.peer(), text);
        connection.send(Answer.refused(problem.status(), text).response().toBytes());
        end(Reason.PROTOCOL_ERROR, text);
    }

    @Override
    public void request(RtspRequest request) {
        if (closing) {
            return;
        }
        asked = true;
        int bytes = request.body().size();
        if (waiting.size() >= MAX_WAITING || waitingBytes + bytes > MAX_WAITING_BYTES) {
            log.refused("%s has too many requests waiting: %d", log.peer(), waiting.size());
            end(Reason.PROTOCOL_ERROR, "too many requests at once");
            return;
        }
        waiting.add(request);
        waitingBytes += bytes;
        answerNext();
    }

    @Override
    public void response(RtspResponse response) {
        // We never ask.
    }

    @Override
    public void frame(int channel, ByteBuffer data) {
        session.frame(channel, data);
    }

    private void answerNext() {
        while (!answering && !closing) {
            RtspRequest request = waiting.poll();
            if (request == null) {
                return;
            }
            answering = true;
            answered = request;
            waitingBytes -= request.body().size();
            CompletionStage<Answer> answer = answerTo(request);
            // Already there in most cases; otherwise it comes on the loop.
            answer.whenComplete((given, problem) -> {
                answering = false;
                answered = null;
                send(request, given != null ? given : refusalOf(problem));
                answerNext();
            });
        }
    }

    private CompletionStage<Answer> answerTo(RtspRequest request) {
        String cseq = request.header("CSeq");
        if (cseq == null || !CSEQ.matcher(cseq).matches()) {
            return Answer.refused(400, "the CSeq header is missing or not a number")
                    .now();
        }
        return session.handle(request);
    }

    private static Answer refusalOf(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause instanceof StreamException expected) {
            return Answer.refused(expected);
        }
        LOG.error("A request could not be answered", cause);
        return Answer.refused(500, "the server failed; its log says more");
    }

    private void send(RtspRequest request, Answer answer) {
        if (closing) {
            return;
        }
        RtspResponse response = answer.response();
        String cseq = request.header("CSeq");
        if (cseq != null && CSEQ.matcher(cseq).matches()) {
            response = response.with("CSeq", cseq);
        }
        if (!answer.text().isEmpty()) {
            tell(request, response.status(), answer.text());
        }
        connection.send(response.with("Server", "Sluice").toBytes());
        answer.afterwards().run();
    }

    private void tell(RtspRequest request, int status, String text) {
        if (status == UNSUPPORTED_TRANSPORT) {
            // Most players try UDP first and come back with TCP.
            log.info("rtsp.refused", "%s of %s: %d %s", request.method(), log.peer(), status, text);
        } else {
            log.refused("%s of %s: %d %s", request.method(), log.peer(), status, text);
        }
    }

    private void check() {
        if (closing) {
            return;
        }
        long nowNs = now();
        if (!asked && nowNs - openedNs >= REQUEST_MS * MS) {
            end(Reason.TIMEOUT, "no request came");
        } else if (reader.isInside() && !session.flows() && nowNs - begunNs >= REQUEST_MS * MS) {
            end(Reason.TIMEOUT, "a request did not end");
        } else if (!answering && !session.flows() && nowNs - heardNs >= IDLE_MS * MS) {
            end(Reason.TIMEOUT, "nothing came for " + IDLE_MS / 1000 + " s");
        } else {
            connection.schedule(this::check, session.flows() ? CHECK_FLOWING_MS : CHECK_MS);
            session.mayStay().thenAccept(stays -> {
                if (!stays) {
                    end(Reason.FORBIDDEN, "the user was removed or changed");
                }
            });
        }
    }

    private void end(Reason reason, String text) {
        if (!closing) {
            closing = true;
            connection.close(reason, text);
        }
    }

    @Override
    public void feedEnded(Reason reason) {
        session.feedEnded(reason);
    }

    @Override
    public void closed(Reason reason, String text) {
        closing = true;
        waiting.clear();
        session.closed(reason, text);
    }
}
