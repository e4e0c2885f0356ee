/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import io.sluice.api.driver.ProducerContext;
import io.sluice.api.media.MediaKind;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets a program give the tracks of a source. */
public final class PublishTicket extends Ticket {
    private final ProducerContext context;
    private final Set<MediaKind> promised;
    private final @Nullable LegClock clock;
    private final PublishListener listener;

    PublishTicket(
            Loopback loopback,
            Loop loop,
            String token,
            Duration expiry,
            ProducerContext context,
            Set<MediaKind> promised,
            @Nullable LegClock clock,
            PublishListener listener) {
        super(loopback, loop, token, expiry);
        this.context = context;
        this.promised = promised;
        this.clock = clock;
        this.listener = listener;
    }

    ProducerContext context() {
        return context;
    }

    boolean takes(MediaKind kind) {
        return promised.contains(kind);
    }

    @Nullable
    LegClock clock() {
        return clock;
    }

    PublishListener listener() {
        return listener;
    }

    @Override
    Session session(Line line) {
        return new PublishSession(this, line);
    }
}
