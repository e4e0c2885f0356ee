/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspReader;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.RtspResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection. On the loop, but for {@link #wake}. */
final class Peer implements RtspReader.Handler, Line {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
    /** What somebody without a ticket may send. */
    private static final int MAX_STRANGER_BYTES = 16 * 1024;

    private static final int MAX_WAITING = 16;
    private static final int MAX_READS = 8;
    private static final Pattern TOKEN = Pattern.compile("(?i)^rtsp://[^/?]*/([0-9a-f]{48})(?:[/?].*)?$");
    private static final Pattern CSEQ = Pattern.compile("\\d{1,32}");

    private final Loop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final RtspReader reader = new RtspReader();
    private final ArrayDeque<RtspRequest> waiting = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> answers = new ArrayDeque<>();
    private @Nullable CompletableFuture<RtspResponse> answering;
    private @Nullable RtspRequest answered;
    private @Nullable Ticket ticket;
    private @Nullable Session session;
    private @Nullable CompletionStage<Boolean> check;
    private long heardNs;
    private long received;
    /** Set by whoever wants a turn, cleared before the turn, so that none is missed. */
    private volatile boolean woken = true;
    /** All that came was read; what is left to be sent still goes. */
    private boolean inputOver;

    private boolean closing;
    private boolean over;

    Peer(Loop loop, SocketChannel channel, SelectionKey key) {
        this.loop = loop;
        this.channel = channel;
        this.key = key;
        heardNs = System.nanoTime();
    }

    /** How long the loop may sleep for this connection's sake. */
    long dueNs(long nowNs) {
        long own = patient() ? Long.MAX_VALUE : Math.max(0, heardNs + loop.requestNs() - nowNs);
        return session == null ? own : Math.min(own, session.dueNs());
    }

    private boolean patient() {
        return session != null && (session.flows() || answering != null);
    }

    /** The system says that it can be read or written. */
    void ready() {
        woken = true;
    }

    /** Whether it needs a turn; one that only takes or gives media does not while others do. */
    boolean waits() {
        return woken || answered != null || !patient() || ticket != null && ticket.closed() || dueSoon();
    }

    private boolean dueSoon() {
        return session != null && session.dueNs() != Long.MAX_VALUE;
    }

    /**
     * Reads, answers and writes what there is.
     *
     * @return false when the connection is over
     */
    boolean turn(ByteBuffer buffer, long nowNs) {
        woken = false;
        try {
            if (ticket != null && ticket.closed()) {
                end("revoked");
            } else if (!patient() && nowNs - heardNs >= loop.requestNs()) {
                end("no request came for " + loop.requestNs() / 1_000_000_000 + " s");
            } else {
                read(buffer, nowNs);
                if (session != null) {
                    session.turn(nowNs);
                }
                answer();
                write();
            }
        } catch (RtspException e) {
            end("sent what is not RTSP: " + e.getMessage());
        } catch (IOException e) {
            end("connection lost: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("A program's connection failed", e);
            end("failed inside");
        }
        return !over;
    }

    private void read(ByteBuffer buffer, long nowNs) throws IOException, RtspException {
        for (int reads = 0; reads < MAX_READS && !over && !inputOver && waiting.size() < MAX_WAITING; reads++) {
            buffer.clear();
            int count = channel.read(buffer);
            if (count < 0) {
                inputOver = true;
            }
            if (count <= 0) {
                break;
            }
            heardNs = nowNs;
            received += count;
            if (session == null && received > MAX_STRANGER_BYTES) {
                throw new RtspException(400, "more than " + MAX_STRANGER_BYTES + " bytes without a ticket");
            }
            reader.read(buffer.flip(), this);
            if (count < buffer.capacity()) {
                break; // that was all; whatever comes now, or the end, wakes the loop again
            }
        }
        if (!over && inputOver && waiting.isEmpty() && answering == null) {
            end("the program closed its connection");
        }
    }

    @Override
    public void request(RtspRequest request) {
        if (waiting.size() >= MAX_WAITING) {
            end("too many requests at once");
        } else if (!closing && !over) {
            waiting.add(request);
        }
    }

    @Override
    public void response(RtspResponse response) {
        // We never ask.
    }

    @Override
    public void frame(int frameChannel, ByteBuffer data) {
        if (session != null && !over) {
            session.frame(frameChannel, data);
        }
    }

    private void answer() {
        while (!over && !closing) {
            if (answered == null) {
                answered = waiting.poll();
                if (answered == null) {
                    return;
                }
            }
            if (session == null && !admit(answered)) {
                return;
            }
            CompletableFuture<RtspResponse> pending = answering;
            if (pending == null) {
                pending = answerTo(answered).toCompletableFuture();
                answering = pending;
                if (!pending.isDone()) {
                    pending.whenComplete((response, problem) -> wake());
                }
            }
            if (!pending.isDone()) {
                return;
            }
            send(answered, result(pending));
            answering = null;
            answered = null;
            if (session != null) {
                session.answered();
            }
        }
    }

    private static RtspResponse result(CompletableFuture<RtspResponse> done) {
        return done.handle((response, problem) -> {
                    if (response != null) {
                        return response;
                    }
                    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
                    return Answers.refused(503, String.valueOf(cause.getMessage()));
                })
                .join();
    }

    /** Whether the request's ticket lets it in; otherwise it waits, or is refused. */
    private boolean admit(RtspRequest request) {
        Matcher token = TOKEN.matcher(request.url());
        Ticket shown = token.matches() ? loop.ticket(token.group(1), System.nanoTime()) : null;
        if (shown == null) {
            loop.refused("a " + request.method() + " without a ticket that is valid");
            refuse(request);
            return false;
        }
        if (!shown.owned()) {
            return false; // the owner will say who it is, or the time is over
        }
        if (check == null) {
            int port = ((InetSocketAddress) channel.socket().getRemoteSocketAddress()).getPort();
            check = loop.processes().owns(shown.owner(), port);
        }
        CompletableFuture<Boolean> verdict = check.toCompletableFuture();
        if (!verdict.isDone()) {
            return false;
        }
        if (!verdict.getNow(false)) {
            loop.refused("a connection of a process that is not the program's");
            refuse(request);
            return false;
        }
        if (!shown.use()) {
            refuse(request);
            return false;
        }
        loop.taken(shown);
        ticket = shown;
        session = shown.session(this);
        return true;
    }

    private void refuse(RtspRequest request) {
        send(request, Answers.refused(404, "nothing is here"));
        closing = true;
    }

    private CompletionStage<RtspResponse> answerTo(RtspRequest request) {
        String cseq = request.header("CSeq");
        if (cseq == null || !CSEQ.matcher(cseq).matches()) {
            return Answers.now(Answers.refused(400, "the CSeq header is missing or not a number"));
        }
        return switch (request.method()) {
            case "OPTIONS" ->
                Answers.now(Answers.ok(
                        "Public", "OPTIONS, DESCRIBE, ANNOUNCE, SETUP, PLAY, RECORD, TEARDOWN, GET_PARAMETER"));
            case "GET_PARAMETER", "SET_PARAMETER" -> Answers.now(Answers.ok("Session", Answers.SESSION));
            case "TEARDOWN" -> {
                closing = true;
                yield Answers.now(Answers.ok());
            }
            default -> session == null ? Answers.now(Answers.refused(454, "no session")) : session.answer(request);
        };
    }

    private void send(RtspRequest request, RtspResponse response) {
        String cseq = request.header("CSeq");
        RtspResponse full = cseq != null && CSEQ.matcher(cseq).matches() ? response.with("CSeq", cseq) : response;
        answers.add(full.toBytes());
    }

    private void write() throws IOException {
        boolean blocked = false;
        boolean more = true;
        while (more && !blocked && !over) {
            Session media = closing ? null : session;
            ByteBuffer answer = answers.peek();
            if (answer != null && (media == null || media.between())) {
                channel.write(answer);
                blocked = answer.hasRemaining();
                if (!blocked) {
                    answers.remove();
                }
            } else {
                ByteBuffer region = media == null ? null : media.region();
                more = region != null;
                if (media != null && region != null) {
                    media.advance(channel.write(region));
                    blocked = region.hasRemaining();
                }
            }
        }
        if (!over && !blocked && (closing || session != null && session.finished())) {
            end(closing ? "the program ended the session" : "the stream ended");
        }
        if (!over) {
            boolean reads = !inputOver && waiting.size() < MAX_WAITING;
            int wanted = (reads ? SelectionKey.OP_READ : 0) | (blocked ? SelectionKey.OP_WRITE : 0);
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        }
    }

    /** Closes the connection and tells the session. */
    void end(String text) {
        if (over) {
            return;
        }
        over = true;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A connection was closed already: {}", e.getMessage());
        }
        Session served = session;
        if (served != null) {
            served.closed(text, ticket != null && ticket.closed());
        } else {
            LOG.trace("A connection without a ticket ended: {}", text);
        }
    }

    @Override
    public void wake() {
        woken = true;
        loop.wake();
    }

    @Override
    public String url() {
        return "rtsp://127.0.0.1:" + loop.port() + "/" + (ticket == null ? "" : ticket.token());
    }
}
