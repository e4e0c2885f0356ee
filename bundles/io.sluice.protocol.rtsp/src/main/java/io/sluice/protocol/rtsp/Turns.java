/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.net.Connection;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.TalkRequest;
import io.sluice.api.stream.TalkSession;
import io.sluice.lib.rtp.RtpHeader;
import io.sluice.lib.rtp.RtpReceiver;
import io.sluice.lib.rtp.UnitSink;
import io.sluice.lib.sdp.MediaLine;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says, turn by turn: a turn begins with its first packet and ends after some silence, so that somebody
 * else can speak, and the device is not held for as long as somebody watches. On the connection's loop.
 */
final class Turns {
    /** Clients do not tell when the button is released. */
    private static final long SILENCE_MS = 3_000;

    private static final long MS = 1_000_000L;
    /** After a turn was not granted, what is said for so long is dropped. */
    private static final long AGAIN_MS = 1_000;

    private static final int MARKER_AND_TYPE = 1;

    private final RtspContext context;
    private final Connection connection;
    private final SessionLog log;
    private final Who who;
    private final List<MediaLine> formats;
    /** What is said while the turn is being granted. */
    private final ArrayDeque<AccessUnit> waiting = new ArrayDeque<>();

    private @Nullable RtpReceiver receiver;
    private int payloadType = -1;
    private @Nullable TalkSession session;
    private State state = State.SILENT;
    /** Counts turns: an answer to an old one is given back. */
    private int turn;

    private long heardNs;
    private long refusedNs;
    private String refusal = "";

    private enum State {
        SILENT,
        ASKING,
        SPEAKING,
        REFUSED
    }

    /** Who speaks to what. */
    record Who(StreamName stream, String user) {}

    Turns(RtspContext context, Connection connection, SessionLog log, Who who, List<MediaLine> formats) {
        this.context = context;
        this.connection = connection;
        this.log = log;
        this.who = who;
        this.formats = formats;
    }

    /** @param packet of RTP, valid during the call */
    void packet(ByteBuffer packet) {
        if (packet.remaining() < RtpHeader.BYTES) {
            return;
        }
        int type = packet.get(packet.position() + MARKER_AND_TYPE) & 0x7F;
        if (type != payloadType && !choose(type)) {
            return;
        }
        heardNs = context.nanoTime().getAsLong();
        RtpReceiver open = receiver;
        if (open != null) {
            open.packet(packet, heardNs);
        }
    }

    /** ONVIF Streaming Specification, 5.3.3: the payload type tells which of the formats was chosen. */
    private boolean choose(int type) {
        for (MediaLine format : formats) {
            if (format.payloadType() == type) {
                end();
                payloadType = type;
                receiver = new RtpReceiver(format.codec(), type, sink(format.codec()));
                return true;
            }
        }
        return false;
    }

    private UnitSink sink(Codec codec) {
        return new UnitSink() {
            @Override
            public void unit(AccessUnit unit) {
                said(codec, unit);
            }

            @Override
            public void codec(Codec changed) {
                // The device was promised what is described.
            }
        };
    }

    private void said(Codec codec, AccessUnit unit) {
        if (state == State.REFUSED && heardNs - refusedNs >= AGAIN_MS * MS) {
            state = State.SILENT;
        }
        switch (state) {
            case SILENT -> {
                waiting.add(unit);
                begin(codec);
            }
            case ASKING -> {
                if (waiting.size() < TalkSession.MAX_WAITING) {
                    waiting.add(unit);
                }
            }
            case SPEAKING -> {
                if (session != null) {
                    session.deliver(unit);
                }
            }
            case REFUSED -> {
                // Somebody else speaks, or the device is not ready.
            }
        }
    }

    private void begin(Codec codec) {
        state = State.ASKING;
        int asked = ++turn;
        var request = new TalkRequest(codec, "rtsp", log.peer(), who.user(), log.session());
        context.registry()
                .talk(who.stream(), request, (reason, text) -> connection.execute(() -> ended(asked, reason, text)))
                .whenCompleteAsync((granted, problem) -> answered(asked, granted, problem), connection);
    }

    private void answered(int asked, @Nullable TalkSession granted, @Nullable Throwable problem) {
        if (asked != turn || state != State.ASKING) {
            if (granted != null) {
                granted.close();
            }
        } else if (granted != null) {
            state = State.SPEAKING;
            refusal = "";
            session = granted;
            waiting.forEach(granted::deliver);
            waiting.clear();
            connection.schedule(() -> listen(asked), SILENCE_MS);
        } else {
            refused(problem);
        }
    }

    private void refused(@Nullable Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        String text = cause instanceof StreamException expected
                ? expected.reason() + ": " + expected.getMessage()
                : String.valueOf(cause);
        if (!text.equals(refusal)) {
            log.refused("%s may not speak to %s: %s", log.peer(), who.stream(), text);
        }
        refusal = text;
        state = State.REFUSED;
        refusedNs = context.nanoTime().getAsLong();
        waiting.clear();
    }

    /** Core ended the turn. */
    private void ended(int which, Reason reason, String text) {
        if (which == turn && state == State.SPEAKING) {
            log.info("rtsp.talk_ended", "%s speaks no more to %s: %s %s", log.peer(), who.stream(), reason, text);
            session = null;
            state = State.REFUSED;
            refusedNs = context.nanoTime().getAsLong();
        }
    }

    private void listen(int which) {
        if (which != turn || state != State.SPEAKING) {
            return;
        }
        long silentMs = (context.nanoTime().getAsLong() - heardNs) / MS;
        if (silentMs >= SILENCE_MS) {
            end();
        } else {
            connection.schedule(() -> listen(which), SILENCE_MS - silentMs);
        }
    }

    /** Ends the turn if there is one. */
    void end() {
        if (session != null) {
            session.close();
            session = null;
        }
        turn++;
        waiting.clear();
        state = State.SILENT;
    }
}
