/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.media.Bytes;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.ConnectionRecord;
import io.sluice.api.net.Protocol;
import io.sluice.api.stream.Handover;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The time between two handlers of a connection: what comes is held for the next one. On the loop. */
final class Vacancy {
    /** Reading is off; this is what was under way, of TLS several records. */
    private static final int MAX_HELD_BYTES = ConnectionRecord.MAX_UNREAD_BYTES + 256 * 1024;

    private final @Nullable Handover state;
    private final Bytes farewell;
    private byte[] held;

    /** Nobody has had the connection yet. */
    Vacancy() {
        state = null;
        farewell = Bytes.EMPTY;
        held = new byte[0];
    }

    Vacancy(ConnectionRecord record) {
        state = record.state();
        farewell = record.farewell();
        held = record.unread().toByteArray();
    }

    /** @return false when it is too much */
    boolean hold(ByteBuffer data) {
        int size = held.length;
        int count = data.remaining();
        if (size + count > MAX_HELD_BYTES) {
            return false;
        }
        held = Arrays.copyOf(held, size + count);
        data.get(held, size, count);
        return true;
    }

    /** What the next handler gets first. */
    ByteBuffer held() {
        return ByteBuffer.wrap(held);
    }

    /** What the peer gets last when there is no next handler. */
    ByteBuffer farewell() {
        return farewell.asBuffer();
    }

    /** Null when the protocol cannot go on. */
    @Nullable
    ConnectionHandler fill(Protocol protocol, Connection connection) {
        return state == null ? protocol.accepted(connection) : protocol.adopt(connection, state);
    }

    @Override
    public String toString() {
        return state == null ? "new" : state.toString();
    }
}
