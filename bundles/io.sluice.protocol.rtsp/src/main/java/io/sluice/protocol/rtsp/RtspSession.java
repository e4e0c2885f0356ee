/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Bytes;
import io.sluice.api.net.Connection;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.SessionHeader;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one session that a connection may have (RFC 2326, 3): it watches or publishes. While media is interleaved its
 * identifier is worth nothing on another connection. Over UDP it outlives its connection, and another one of the same
 * user from the same address may ask for it. On the connection's loop, also when the connection is gone.
 */
final class RtspSession {
    private static final long CHECK_MS = 8_000;

    private static final String METHODS =
            "OPTIONS, DESCRIBE, ANNOUNCE, SETUP, PLAY, PAUSE, RECORD, TEARDOWN," + " GET_PARAMETER, SET_PARAMETER";

    private final RtspContext context;
    private final Connection connection;
    private final BiConsumer<Reason, String> close;
    private final SessionLog log;
    private final Access access;
    private final PlayRequests play;
    private final RecordRequests record;
    private @Nullable String id;
    private long openedNs;
    /** The connection is gone. */
    private boolean alone;

    private boolean over;

    /**
     * @param admitted run whenever the peer has proved who it is
     * @param close closes the connection after what is queued was written
     */
    RtspSession(
            RtspContext context,
            Connection connection,
            SessionLog log,
            Runnable admitted,
            BiConsumer<Reason, String> close) {
        this.context = context;
        this.connection = connection;
        this.close = close;
        this.log = log;
        openedNs = context.nanoTime().getAsLong();
        access = new Access(context, connection, admitted);
        play = new PlayRequests(context, connection, log, access, this::end);
        record = new RecordRequests(context, connection, log, access, this::end);
    }

    /** True while media keeps the session alive. */
    boolean flows() {
        return play.isPlaying() || play.talk().isPlaying() || record.isRecording();
    }

    CompletionStage<Answer> handle(RtspRequest request) {
        String unsupported = unsupported(request);
        if (unsupported != null) {
            return Answer.refused(551, "no support for " + unsupported)
                    .with("Unsupported", unsupported)
                    .now();
        }
        RtspSession named = elsewhere(request);
        if (named != null) {
            return access.identify(request, isOpen())
                    .thenCompose(refusal ->
                            refusal != null ? refusal.now() : named.visited(request, access.user(), connection));
        }
        play.heard();
        return switch (request.method()) {
            case "OPTIONS" -> options(request);
            case "GET_PARAMETER", "SET_PARAMETER" -> keepAlive(request).now();
            case "DESCRIBE", "ANNOUNCE", "SETUP", "PLAY", "PAUSE", "RECORD" ->
                access.identify(request, isOpen())
                        .thenCompose(refusal -> refusal != null ? refusal.now() : serve(request));
            case "TEARDOWN" -> {
                Answer refusal = sessionProblem(request);
                yield refusal != null ? refusal.now() : tearDown().now();
            }
            case "REDIRECT" ->
                Answer.refused(405, "REDIRECT is not for servers")
                        .with("Allow", METHODS)
                        .now();
            default ->
                Answer.refused(501, "the method is not known")
                        .with("Public", METHODS)
                        .now();
        };
    }

    /** The session over UDP that a request means which is not this connection's. */
    private @Nullable RtspSession elsewhere(RtspRequest request) {
        String named = sessionId(request);
        return named == null || named.equals(id) ? null : context.udp().find(named);
    }

    private static @Nullable String sessionId(RtspRequest request) {
        String header = request.header("Session");
        try {
            return header == null ? null : SessionHeader.read(header).id();
        } catch (RtspException e) {
            return null;
        }
    }

    /**
     * Another connection asks for this session. Called on that one's loop; the stage completes there.
     *
     * @param user who asks
     */
    private CompletionStage<Answer> visited(RtspRequest request, String user, Connection visitor) {
        var answer = new CompletableFuture<Answer>();
        connection.execute(() -> {
            boolean same = user.equals(access.user())
                    && visitor.remote().getAddress().equals(connection.remote().getAddress());
            CompletionStage<Answer> given = !same || over ? unknownSession().now() : visit(request);
            given.whenComplete((done, problem) -> {
                if (done == null) {
                    answer.completeExceptionally(problem);
                } else {
                    answer.complete(done.then(() -> connection.execute(done.afterwards())));
                }
            });
        });
        return OnLoop.of(visitor, answer);
    }

    private CompletionStage<Answer> visit(RtspRequest request) {
        play.heard();
        return switch (request.method()) {
            case "OPTIONS", "GET_PARAMETER", "SET_PARAMETER" ->
                keepAlive(request).now();
            case "TEARDOWN" -> tearDown().now();
            case "SETUP" -> setUp(request);
            case "PLAY", "PAUSE", "RECORD" -> inSession(request).thenApply(this::withSession);
            default -> unknownSession().now();
        };
    }

    /** About a stream it is for everybody, players begin with it; about the server as a whole it is not. */
    private CompletionStage<Answer> options(RtspRequest request) {
        Answer methods = Answer.ok("Public", METHODS);
        return request.url().equals("*")
                ? access.identify(request, isOpen()).thenApply(refusal -> refusal != null ? refusal : methods)
                : methods.now();
    }

    private boolean isOpen() {
        return id != null || play.isActive() || record.isActive();
    }

    /** Of a peer that is known. */
    private CompletionStage<Answer> serve(RtspRequest request) {
        return switch (request.method()) {
            case "DESCRIBE" -> record.isActive() ? publishes().now() : play.describe(request, id != null);
            case "ANNOUNCE" -> announce(request);
            case "SETUP" -> setUp(request);
            default -> {
                Answer refusal = sessionProblem(request);
                yield refusal != null ? refusal.now() : inSession(request).thenApply(this::withSession);
            }
        };
    }

    /** Whether what is open may go on. */
    CompletionStage<Boolean> mayStay() {
        return access.stays();
    }

    /** RFC 2326, 12.32: all features must be known, or the request must not be served. */
    private static @Nullable String unsupported(RtspRequest request) {
        for (String header : new String[] {"Require", "Proxy-Require"}) {
            String tags = request.header(header);
            if (tags != null && !tags.strip().equals(TalkRequests.FEATURE)) {
                return tags;
            }
        }
        return null;
    }

    private static Answer publishes() {
        return Answer.refused(455, "this session publishes");
    }

    private Answer keepAlive(RtspRequest request) {
        Answer refusal = request.header("Session") == null ? null : sessionProblem(request);
        return refusal != null ? refusal : id == null ? Answer.ok() : withSession(Answer.ok());
    }

    private CompletionStage<Answer> announce(RtspRequest request) {
        if (id != null || record.isActive() || play.isActive()) {
            return Answer.refused(455, "this connection watches or publishes already")
                    .now();
        }
        return record.announce(request);
    }

    private CompletionStage<Answer> setUp(RtspRequest request) {
        if (request.header("Session") != null) {
            Answer refusal = sessionProblem(request);
            if (refusal != null) {
                return refusal.now();
            }
        } else if (id != null) {
            return Answer.refused(400, "this connection has a session already, and the Session header is missing")
                    .now();
        }
        CompletionStage<Answer> answer = record.isActive() ? record.setUp(request) : play.setUp(request);
        return answer.thenApply(given -> {
            if (id == null && given.response().isSuccess()) {
                id = context.newSessionId();
                if (play.usesDatagrams()) {
                    context.udp().add(id, this);
                }
            }
            return withSession(given);
        });
    }

    private CompletionStage<Answer> inSession(RtspRequest request) {
        if (record.isActive()) {
            return record.handle(request).now();
        }
        return switch (request.method()) {
            case "PLAY" -> play.play();
            case "PAUSE" -> play.pause().now();
            default -> Answer.refused(455, "this session watches").now();
        };
    }

    private Answer tearDown() {
        log.info("rtsp.teardown", "%s tears the session down%s%s", log.peer(), play.summary(), record.summary());
        play.end();
        record.end(Reason.ENDED, "the publisher ended it");
        Answer answer = withSession(Answer.ok());
        forget();
        over |= alone;
        return answer;
    }

    /** Null when the request names this session. */
    private @Nullable Answer sessionProblem(RtspRequest request) {
        String header = request.header("Session");
        if (header == null) {
            return id == null
                    ? Answer.refused(455, "nothing is set up")
                    : Answer.refused(454, "the Session header is missing");
        }
        try {
            return SessionHeader.read(header).id().equals(id) ? null : unknownSession();
        } catch (RtspException e) {
            return unknownSession();
        }
    }

    private static Answer unknownSession() {
        return Answer.refused(454, "no such session on this connection");
    }

    /** Whether media travels apart from the connection. */
    boolean usesDatagrams() {
        return play.usesDatagrams() || record.usesDatagrams();
    }

    private void forget() {
        if (id != null) {
            context.udp().remove(id);
            id = null;
        }
    }

    /** RFC 2326, 12.37: the time-out is told, although over TCP the session lives with its connection. */
    private Answer withSession(Answer answer) {
        return id == null || !answer.response().isSuccess()
                ? answer
                : answer.with(
                        "Session",
                        new SessionHeader(id, context.settings().get().sessionTimeoutS()).toString());
    }

    /** Publishers cannot be handed over: what they send is put together here. */
    boolean canHandOver() {
        return !record.isActive() && play.canHandOver();
    }

    /** The last bytes for the peer when nobody goes on. */
    Bytes farewell() {
        return play.farewell();
    }

    /** For the next version of this bundle; nothing of the session is ours any more. */
    SessionRecord handOver(long ageMs, boolean asked) {
        PeerRecord peer = access.record();
        return new SessionRecord(
                ageMs,
                asked,
                id == null ? "" : id,
                peer,
                play.known(),
                play.handOver(),
                context.authentication().secret());
    }

    /** Goes on with what the version before left; false when that is not possible. */
    boolean resume(SessionRecord left) {
        context.authentication().formerly(left.nonceSecret());
        openedNs -= left.ageMs() * 1_000_000;
        id = left.id().isEmpty() ? null : left.id();
        access.resume(left.peer());
        boolean resumed = play.resume(left.known(), left.watch());
        if (!resumed) {
            play.end();
        }
        return resumed;
    }

    void frame(int channel, ByteBuffer data) {
        // What viewers send besides are receiver reports; nothing here depends on them.
        play.talk().frame(channel, data);
        record.frame(channel, data);
    }

    void feedEnded(Reason reason) {
        play.feedEnded(reason);
    }

    /** The session cannot go on, and with it its connection. */
    private void end(Reason reason, String text) {
        if (alone) {
            leave(reason, text);
        } else {
            over = true;
            close.accept(reason, text);
        }
    }

    /** The server ends, or its protocol is replaced. Any thread. */
    void serverEnds() {
        connection.execute(() -> {
            play.bye();
            end(Reason.BUNDLE_STOPPED, "the RTSP server ends");
        });
    }

    /** The connection is closed. What flows over UDP goes on when it was the peer who closed it. */
    void closed(Reason reason, String text) {
        boolean byPeer = reason == Reason.ENDED || reason == Reason.RESET;
        if (byPeer && !over && play.usesDatagrams() && flows()) {
            alone = true;
            play.talk().connectionGone();
            log.info("rtsp.alone", "%s closed its connection, its media goes on over UDP", log.peer());
            check();
        } else {
            leave(reason, text);
        }
    }

    /** What a connection looks after, of a session that has none. */
    private void check() {
        if (over || !alone) {
            return;
        }
        mayStay().thenAccept(stays -> {
            if (!stays) {
                leave(Reason.FORBIDDEN, "the user was removed or changed");
            }
        });
        play.schedule(this::check, CHECK_MS);
    }

    private void leave(Reason reason, String text) {
        over = true;
        forget();
        String what = play.summary() + record.summary();
        boolean served = play.isActive() || record.isActive();
        play.end();
        record.end(reason == Reason.ENDED ? Reason.ENDED : Reason.RESET, "the publisher's connection ended: " + text);
        if (served) {
            double lifeS = (context.nanoTime().getAsLong() - openedNs) / 1e9;
            log.info("rtsp.closed", "%s left after %.1f s: %s %s%s", log.peer(), lifeS, reason, text, what);
        }
    }
}
