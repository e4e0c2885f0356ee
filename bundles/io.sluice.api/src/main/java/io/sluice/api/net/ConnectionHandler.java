/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** What happens on one connection. Every method is called on its loop, never two at a time, and must not block. */
@ConsumerType
public interface ConnectionHandler {
    /**
     * Bytes came. All of them must be taken: what does not make a whole message yet is kept by the handler. One that
     * throws has its connection closed.
     *
     * @param data big-endian, valid during the call only
     */
    void received(ByteBuffer data);

    /** All that was queued by {@link Connection#send} is written; not called when it could be written at once. */
    default void drained() {}

    /** The feed that was attached has no more bytes; called after the last one was written. */
    default void feedEnded(Reason reason) {}

    /**
     * The protocol's service goes and another version of it may come, which can go on from the record. The handler is
     * called no more after it gave one; what it attached goes on, its timers are cancelled, and its {@link Connection}
     * does nothing any more but run tasks. Tasks that come late have to find that out by themselves.
     *
     * @return null when nobody can go on with this connection: it is closed
     */
    default @Nullable ConnectionRecord handOver() {
        return null;
    }

    /**
     * The connection is closed, by whomever; called once, last, unless it was handed over.
     *
     * @param text for people
     */
    void closed(Reason reason, String text);
}
