/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.BackChannel;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.rtsp.RtspHeaders;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A camera that plays. All its work is done on the connection's loop; it has no thread of its own. */
final class RtspProducer implements Producer {
    private static final long TEARDOWN_MS = 300;
    private static final long CLOSED_MS = 150;

    private final RtspLink link;
    private final Conversation conversation;
    private final Handshake.Playing playing;
    private final RtspBackChannel talk;
    private final AtomicBoolean closing = new AtomicBoolean();

    RtspProducer(RtspLink link, Conversation conversation, Handshake.Playing playing, RtspBackChannel talk) {
        this.link = link;
        this.conversation = conversation;
        this.playing = playing;
        this.talk = talk;
    }

    /** Keeps the session alive and tells when it is over. */
    void start(ProducerContext context) {
        link.wire().execute(() -> playing.keepAlive().start(link.wire()));
        link.closed().thenAccept(cause -> ended(context, cause));
    }

    private void ended(ProducerContext context, StreamException cause) {
        if (!closing.get()) {
            context.ended(cause.reason(), String.valueOf(cause.getMessage()), Opened.Retry.YES);
        }
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        boolean offered = type == BackChannel.class && !talk.accepted().isEmpty();
        return offered ? Optional.of(type.cast(talk)) : Optional.empty();
    }

    /** Says goodbye if the camera listens (RFC 2326, 10.7), and is gone after half a second in any case. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        talk.close();
        link.wire().execute(() -> {
            playing.reception().stop();
            playing.keepAlive().stop();
        });
        boolean answered = !link.closed().isDone()
                && inTime(conversation.ask("TEARDOWN", playing.url(), RtspHeaders.EMPTY), TEARDOWN_MS);
        if (answered) {
            link.wire().close(Reason.NONE, "closed");
            inTime(link.closed(), CLOSED_MS);
        }
        link.wire().abort(Reason.NONE, "closed");
        inTime(link.closed(), CLOSED_MS);
    }

    private static boolean inTime(CompletableFuture<?> future, long ms) {
        try {
            future.get(ms, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
