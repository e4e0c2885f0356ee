/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.TalkRequest;
import io.sluice.api.stream.TalkSession;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Somebody who speaks to a device, or wants to. Lane only. */
final class Talker {
    final String id;
    /** The bundle it belongs to. */
    final Object owner;

    final TalkRequest request;
    final Instant since;
    final Executor mailbox;
    private final Consumer consumer;
    private final CompletableFuture<TalkSession> answer;
    /** Null until the driver has granted the turn. */
    @Nullable
    SpokenSession session;

    /** The source that is spoken to, and its generation; null until then. */
    @Nullable
    Leg leg;

    @Nullable
    Generation generation;

    private boolean over;

    Talker(
            String id,
            Object owner,
            TalkRequest request,
            Consumer consumer,
            Executor mailbox,
            CompletableFuture<TalkSession> answer,
            Instant since) {
        this.id = id;
        this.owner = owner;
        this.request = request;
        this.consumer = consumer;
        this.mailbox = mailbox;
        this.answer = answer;
        this.since = since;
    }

    /** Nothing is said any more; what is open of it may still be closing. */
    boolean over() {
        return over;
    }

    boolean speaks() {
        return session != null && !over;
    }

    void granted(Leg by, SpokenSession spoken) {
        leg = by;
        generation = by.current();
        session = spoken;
        mailbox.execute(() -> answer.complete(spoken));
    }

    /** The turn is over, or will never be: the talker is told unless it went by itself. */
    void end(Reason reason, String text, boolean byItself) {
        if (over) {
            return;
        }
        over = true;
        if (session == null) {
            mailbox.execute(() -> answer.completeExceptionally(new StreamException(reason, text)));
        } else {
            session.stop();
            if (!byItself) {
                mailbox.execute(() -> consumer.ended(reason, text));
            }
        }
    }
}
