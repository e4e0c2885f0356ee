/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.BackChannel;
import io.sluice.api.driver.Opened;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.sdp.SdpTrack;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Speaking to a camera that offers it (ONVIF Streaming Specification, 5.3): each turn has a session of its own. */
final class RtspBackChannel implements BackChannel {
    private final List<Codec> accepted;
    private final Opening opening;
    private final RtspConfig config;
    private final Duration total;
    /** Guarded by this, as all below: from the request for a turn to its end. */
    private boolean taken;

    private boolean closed;
    private @Nullable Patience patience;
    private @Nullable RtspTalk speaking;

    /** Begins a turn; may block for as long as the patience lasts. */
    interface Opening {
        RtspTalk open(Codec codec, Patience patience) throws RefusedException;
    }

    /**
     * @param formats as the camera offers them
     * @param total how long it may take until a turn begins
     */
    RtspBackChannel(List<SdpTrack> formats, RtspConfig config, Duration total, Opening opening) {
        this.accepted = formats.stream().map(SdpTrack::codec).distinct().toList();
        this.config = config;
        this.total = total;
        this.opening = opening;
    }

    @Override
    public List<Codec> accepted() {
        return accepted;
    }

    @Override
    public CompletionStage<Talk> talk(Codec codec) {
        var answer = new CompletableFuture<Talk>();
        Patience begun;
        synchronized (this) {
            if (closed || taken) {
                return CompletableFuture.failedFuture(
                        new StreamException(Reason.BUSY, "somebody else speaks to " + config.peer()));
            }
            taken = true;
            begun = new Patience(config.peer(), config.answerTimeout(), total);
            patience = begun;
        }
        var thread = new Thread(() -> open(codec, begun, answer), "sluice-rtsp-talk");
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    private void open(Codec codec, Patience begun, CompletableFuture<Talk> answer) {
        try {
            RtspTalk talk = opening.open(codec, begun);
            talk.whenOver(() -> over(talk));
            if (!began(talk)) {
                talk.close();
            }
            answer.complete(talk);
        } catch (RefusedException e) {
            over(null);
            boolean refused = e.answer() instanceof Opened.Refused;
            Reason reason = e.answer() instanceof Opened.Refused given ? given.reason() : Reason.FAILED;
            String text = refused ? String.valueOf(e.getMessage()) : config.peer() + " redirects who wants to speak";
            answer.completeExceptionally(new StreamException(reason, text));
        } catch (RuntimeException | Error e) {
            over(null);
            answer.completeExceptionally(e);
        }
    }

    private synchronized boolean began(RtspTalk talk) {
        speaking = talk;
        return !closed;
    }

    private synchronized void over(@Nullable RtspTalk talk) {
        if (talk == null || talk == speaking) {
            speaking = null;
        }
        taken = false;
    }

    /** The camera is closed: nobody speaks any more. */
    void close() {
        RtspTalk open;
        Patience waiting;
        synchronized (this) {
            closed = true;
            open = speaking;
            waiting = patience;
        }
        if (waiting != null) {
            waiting.cancel();
        }
        if (open != null) {
            open.close();
        }
    }
}
