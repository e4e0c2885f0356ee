/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Consumer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The way to a consumer, which can be replaced by another one. Nobody's bundle is held in between; what is to be told
 * then waits for whoever comes. Any thread.
 */
final class ConsumerLink {
    private final Executor mailbox;
    private @Nullable Consumer consumer;
    private java.util.function.@Nullable Consumer<Consumer> missed;

    /** @param mailbox where the consumer is called, one call at a time and in order */
    ConsumerLink(Consumer consumer, Executor mailbox) {
        this.consumer = consumer;
        this.mailbox = mailbox;
    }

    /** Calls the consumer; of what nobody is there for, the last call is kept. */
    void tell(java.util.function.Consumer<Consumer> call) {
        mailbox.execute(() -> {
            Consumer present = presentOrMiss(call);
            if (present != null) {
                call.accept(present);
            }
        });
    }

    private synchronized @Nullable Consumer presentOrMiss(java.util.function.Consumer<Consumer> call) {
        if (consumer == null) {
            missed = call;
        }
        return consumer;
    }

    /** @return false when nobody was there already */
    synchronized boolean leave() {
        boolean was = consumer != null;
        consumer = null;
        return was;
    }

    /** Another consumer is there; it is told what was missed. */
    void come(Consumer next) {
        java.util.function.Consumer<Consumer> call;
        synchronized (this) {
            consumer = next;
            call = missed;
            missed = null;
        }
        if (call != null) {
            tell(call);
        }
    }

    synchronized boolean isPresent() {
        return consumer != null;
    }
}
