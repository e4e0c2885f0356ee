/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/**
 * What RTSP travels over: a connection as such, or a tunnel. Methods may be called on any thread; as an
 * {@link Executor} it runs tasks on the loop of its {@link #connection}.
 */
interface Wire extends Executor {
    /** The connection that requests are answered on. Its {@code send} is the tunnel's business. */
    Connection connection();

    /** @param data a message or an interleaved frame, whole; taken over */
    void send(ByteBuffer data);

    /** Sends what is queued, then closes. */
    void close(Reason reason, String text);

    /** Closes at once. */
    void abort(Reason reason, String text);

    @Override
    default void execute(Runnable task) {
        connection().execute(task);
    }

    /** Runs a task on the loop after a delay, unless the connection is closed by then. */
    default void schedule(Runnable task, long delayMs) {
        connection().schedule(task, delayMs);
    }
}
