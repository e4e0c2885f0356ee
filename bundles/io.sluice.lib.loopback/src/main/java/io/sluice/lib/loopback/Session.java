/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What is talked about on one connection once its ticket was taken. On the loop. */
interface Session {
    /** Answers a request that is neither OPTIONS nor a sign of life; may complete later, on any thread. */
    CompletionStage<RtspResponse> answer(RtspRequest request);

    /** Looks at what it waits for; called whenever the loop wakes. */
    default void turn(long nowNs) {}

    /** How long the loop may sleep at most. */
    default long dueNs() {
        return Long.MAX_VALUE;
    }

    /** Something interleaved came; valid during the call. */
    void frame(int channel, ByteBuffer data);

    /** The answer to a request was put before whatever is sent from now on. */
    default void answered() {}

    /** What is to be sent next besides answers, or null. */
    default @Nullable ByteBuffer region() {
        return null;
    }

    /** So much of the region was sent. */
    default void advance(int bytes) {}

    /** Whether an answer may be sent now: no unit is begun. */
    default boolean between() {
        return true;
    }

    /** Whether media flows, so that silence means nothing. */
    boolean flows();

    /** Nothing more is to be sent: the connection is closed when all is gone. */
    default boolean finished() {
        return false;
    }

    /**
     * The connection is over; called once.
     *
     * @param revoked because the owner closed the ticket
     */
    void closed(String text, boolean revoked);
}
