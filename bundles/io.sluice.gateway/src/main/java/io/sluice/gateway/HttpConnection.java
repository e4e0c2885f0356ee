/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpRequest;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: requests one after the other. On its loop. */
final class HttpConnection implements ConnectionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final ByteBuffer CONTINUE = ByteBuffer.wrap(
                    "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
            .asReadOnlyBuffer();
    private static final long HEAD_MS = 10_000;
    private static final long IDLE_MS = 60_000;
    private static final long ANSWER_MS = 60_000;
    private static final long TUNNEL_MS = 3_600_000;
    private static final long LINGER_MS = 2_000;

    private final HttpContext context;
    private final Connection connection;
    private final Inbox inbox = new Inbox();

    private final Deadline head;
    private final Deadline idle;
    private final RequestBody body;
    private final Deadline answer;
    private final Deadline tunnel;

    private Phase state = Phase.IDLE;
    private boolean reading = true;
    private boolean backendFull;
    private boolean retried;
    private @Nullable Request request;
    private @Nullable Decision decision;
    private @Nullable Exchange exchange;

    HttpConnection(HttpContext context, Connection connection) {
        this.context = context;
        this.connection = connection;
        head = new Deadline(
                connection, context.nanoTime(), HEAD_MS, () -> refuse(408, "the request did not come in time"));
        idle = new Deadline(
                connection, context.nanoTime(), IDLE_MS, () -> connection.close(Reason.TIMEOUT, "no request came"));
        body = new RequestBody(
                connection,
                context.nanoTime(),
                () -> state == Phase.RELAYING || state == Phase.COLLECTING,
                () -> backendFull,
                () -> refuse(408, "the body comes too slowly"));
        answer = new Deadline(connection, context.nanoTime(), ANSWER_MS, this::answerMissed);
        tunnel = new Deadline(
                connection, context.nanoTime(), TUNNEL_MS, () -> connection.close(Reason.TIMEOUT, "nothing was said"));
        head.begin();
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void received(ByteBuffer data) {
        if (state == Phase.LINGERING) {
            return;
        }
        if (state == Phase.TUNNEL) {
            ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
            toTunnel(copy);
            return;
        }
        idle.end();
        try {
            inbox.feed(data);
        } catch (DecoderException e) {
            refuse(400, "this is not HTTP/1.1");
            return;
        }
        work();
        if (state == Phase.IDLE) {
            head.beginUnlessRunning(); // part of a head is there
        }
    }

    /** Does what can be done now; reads on when all of it is done. */
    private void work() {
        while (!inbox.isEmpty() && step()) {
            // one after the other
        }
        setReading(state == Phase.LINGERING || (inbox.size() <= 1 && !backendFull && !awaitsUpgrade()));
    }

    private boolean awaitsUpgrade() {
        Request current = request;
        return state == Phase.ANSWERING && current != null && current.upgrade() != null;
    }

    private void setReading(boolean on) {
        if (reading != on) {
            reading = on;
            connection.reading(on);
        }
    }

    /** @return whether something was done, and there may be more to do */
    private boolean step() {
        switch (state) {
            case IDLE -> begin(inbox.remove());
            case COLLECTING, RELAYING -> {
                if (backendFull) {
                    return false;
                }
                Object next = inbox.remove();
                if (next instanceof Inbox.Piece piece) {
                    body(piece);
                } else {
                    refuse(400, "the body is malformed");
                }
            }
            case LINGERING -> inbox.clear();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void begin(Object message) {
        if (!(message instanceof HttpRequest next)) {
            return; // the rest of a request that was malformed
        }
        head.end();
        body.forget();
        retried = false;
        try {
            Request accepted = Request.of(next);
            request = accepted;
            state = Phase.DECIDING;
            context.gatekeeper()
                    .decide(connection, accepted, context.settings().get())
                    .whenComplete((decided, problem) -> onLoop(() -> decided(decided, problem)));
        } catch (RefusedException e) {
            refuse(e.status(), e.text());
        }
    }

    private void onLoop(Runnable task) {
        connection.execute(task);
    }

    private void decided(@Nullable Decision made, @Nullable Throwable problem) {
        Request current = request;
        if (state != Phase.DECIDING || current == null) {
            return;
        }
        if (made == null) {
            LOG.atError()
                    .addKeyValue("event", "gateway.defect")
                    .setCause(problem)
                    .log("a request was not decided");
            refuse(500, "");
            return;
        }
        decision = made;
        if (made instanceof Decision.Reply reply) {
            reply(reply.answer());
        } else if (made instanceof Decision.Read read) {
            if (tooLong(current, read.mostBytes())) {
                return;
            }
            body.collect();
            bodyBegins(Phase.COLLECTING, current);
        } else if (made instanceof Decision.Relay relay && !tooLong(current, relay.bodyBytes())) {
            dial(relay, !relay.request().safe()); // one that changes something cannot be sent twice
        }
        work();
    }

    private boolean tooLong(Request current, long mostBytes) {
        if (current.bodyBytes() > mostBytes) {
            refuse(413, "the body may have " + mostBytes + " bytes");
            return true;
        }
        if (current.headers().contains("Expect") && !current.expectsContinue() && !current.http10()) {
            refuse(417, "no expectation but 100-continue is understood");
            return true;
        }
        return false;
    }

    private void bodyBegins(Phase next, Request current) {
        state = next;
        if (!current.hasBody()) {
            bodyEnded();
            return;
        }
        body.begin();
        if (current.expectsContinue() && inbox.isEmpty()) {
            connection.send(CONTINUE.duplicate());
        }
    }

    private void dial(Decision.Relay relay, boolean fresh) {
        state = Phase.DIALLING;
        context.backends()
                .take(fresh)
                .whenComplete((backend, problem) -> onLoop(() -> {
                    if (state != Phase.DIALLING) {
                        if (backend != null) {
                            backend.abort("nobody waits for it any more");
                        }
                    } else if (backend == null) {
                        refuseUnavailable(problem);
                        work();
                    } else {
                        relay(relay, backend);
                    }
                }));
    }

    private void refuseUnavailable(@Nullable Throwable problem) {
        Throwable cause = problem instanceof CompletionException wrapped ? wrapped.getCause() : problem;
        String text = cause instanceof StreamException ? "servlets do not answer at the moment" : "";
        LOG.atDebug().addKeyValue("event", "gateway.unavailable").log("{}", String.valueOf(cause));
        answerItself(Answer.problem(503, text).with("Retry-After", "2"));
    }

    private void relay(Decision.Relay relay, Backend backend) {
        Exchange begun = new Exchange(this, relay, backend);
        exchange = begun;
        begun.begin(context.pass(relay));
        answer.begin();
        bodyBegins(Phase.RELAYING, relay.request());
        work();
    }

    private void body(Inbox.Piece piece) {
        int bytes = piece.data().remaining();
        body.count(bytes);
        Exchange current = exchange;
        long most = decision instanceof Decision.Relay relay
                ? relay.bodyBytes()
                : decision instanceof Decision.Read read ? read.mostBytes() : 0;
        if (body.bytes() > most) {
            refuse(413, "the body may have " + most + " bytes");
            return;
        }
        if (!body.keep(piece) && current != null && bytes > 0) {
            current.body(piece.data());
            answer.begin(); // the servlet's time begins when it has all
            backendFull = current.full();
            if (backendFull) {
                body.held();
            }
        }
        if (piece.last()) {
            body.end();
            bodyEnded();
        }
    }

    private void bodyEnded() {
        Exchange current = exchange;
        byte[] own = current == null ? body.take() : null;
        if (current != null) {
            state = Phase.ANSWERING;
            current.bodyEnd();
        } else if (own != null && decision instanceof Decision.Read read) {
            state = Phase.DECIDING;
            read.reader()
                    .apply(own)
                    .whenComplete((made, problem) -> onLoop(
                            () -> decided(made == null ? null : new Decision.Reply(made, read.extra()), problem)));
        }
    }

    /** The backend has written most of what it was given. */
    void backendTakesMore() {
        if (backendFull) {
            backendFull = false;
            work();
        }
    }

    @Override
    public void drained() {
        Exchange current = exchange;
        if (current != null) {
            current.clientDrained();
        }
    }

    void answerBegun() {
        answer.end();
    }

    private void answerMissed() {
        Exchange current = exchange;
        if (current != null && current.takeOver()) {
            current.abandon("no answer within " + ANSWER_MS + " ms");
            exchange = null;
            answerItself(Answer.problem(504, "the answer did not come in time"));
            work();
        }
    }

    void answerEnded(Exchange ended, boolean close) {
        if (exchange != ended) {
            return;
        }
        exchange = null;
        answer.end();
        body.end();
        boolean complete = state == Phase.ANSWERING;
        if (close || !complete) {
            end(complete);
        } else {
            next();
        }
        work();
    }

    private void next() {
        state = Phase.IDLE;
        request = null;
        decision = null;
        if (inbox.isEmpty()) {
            idle.begin();
        }
    }

    void backendLost(Exchange lost, String text, boolean used) {
        if (exchange != lost) {
            return;
        }
        exchange = null;
        answer.end();
        body.end();
        Request current = request;
        if (state == Phase.TUNNEL) {
            connection.close(Reason.ENDED, text);
        } else if (!lost.takeOver()) {
            connection.abort(Reason.FAILED, text); // the client must not take half an answer for a whole one
        } else if (used && !retried && current != null && current.safe() && decision instanceof Decision.Relay relay) {
            retried = true; // it was closed for being idle while the request was on its way
            dial(relay, true);
        } else {
            LOG.atWarn().addKeyValue("event", "gateway.lost").log("no answer: {}", text);
            answerItself(Answer.problem(502, "the servlet's answer was lost"));
            work();
        }
    }

    void upgraded(Exchange current) {
        if (exchange == current) {
            answer.end();
            if (!inbox.isEmpty()) {
                connection.abort(Reason.PROTOCOL_ERROR, "the client went on before the protocol was changed");
                return;
            }
            state = Phase.TUNNEL;
            tunnel.begin();
            work();
        }
    }

    void tunnelUsed() {
        tunnel.begin();
    }

    private void toTunnel(ByteBuffer data) {
        Exchange current = exchange;
        if (current != null) {
            current.tunnel(data);
            tunnel.begin();
            backendFull = current.full();
            work();
        }
    }

    /** Answers in the servlet's place, and closes: what comes is not understood or not wanted. */
    private void refuse(int status, String text) {
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            boolean mine = current.takeOver();
            current.abandon(text);
            if (!mine) {
                connection.abort(Reason.PROTOCOL_ERROR, text);
                return;
            }
        }
        send(Answer.problem(status, text), true);
        end(false);
        setReading(true);
    }

    /** The gateway's answer to a request that a servlet should have answered. */
    private void answerItself(Answer own) {
        Request current = request;
        reply(own, state == Phase.ANSWERING || (current != null && !current.hasBody()));
    }

    private void reply(Answer own) {
        Request current = request;
        reply(own, current != null && (!current.hasBody() || body.bytes() > 0));
    }

    /** @param complete whether all of the request was read, so that another may follow */
    private void reply(Answer own, boolean complete) {
        Request current = request;
        boolean close = current == null || !current.keepAlive() || !complete;
        send(own, close);
        answer.end();
        body.end();
        if (close) {
            end(complete);
        } else {
            next();
        }
    }

    private void send(Answer own, boolean close) {
        Decision made = decision;
        Request current = request;
        Map<String, String> extra = made != null
                ? made.extra()
                : SecurityHeaders.of(false, context.settings().get(), null);
        context.tally().count(own.status());
        connection.send(own.bytes(current != null && current.head(), close, extra));
    }

    /** A servlet answers. Any thread. */
    void answered(int status) {
        context.tally().count(status);
    }

    /**
     * This was the last answer.
     *
     * @param complete whether the request was read to its end; closing at once while the client still sends would reset
     *     the connection, and the answer would be lost
     */
    private void end(boolean complete) {
        state = Phase.LINGERING;
        head.end();
        idle.end();
        inbox.clear();
        if (complete) {
            connection.close(Reason.ENDED, "the last answer was given");
            return;
        }
        connection.schedule(() -> connection.close(Reason.ENDED, "the last answer was given"), LINGER_MS);
    }

    @Override
    public void closed(Reason reason, String text) {
        Exchange current = exchange;
        exchange = null;
        state = Phase.LINGERING;
        inbox.release();
        if (current != null) {
            current.abandon("the client is gone");
        }
    }
}
