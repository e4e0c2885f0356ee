/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.net.Connection;
import java.io.ByteArrayOutputStream;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The body of the request that a client is sending: how much came, and whether it comes fast enough. On its loop. */
final class RequestBody {
    private static final long WINDOW_MS = 10_000;
    private static final long WINDOW_BYTES = 10 * 1024;

    private final Deadline window;
    private final BooleanSupplier awaited;
    private final BooleanSupplier full;
    private final Runnable tooSlow;
    private long bytes;
    private long windowBytes;
    private boolean held;
    private @Nullable ByteArrayOutputStream collected;

    /**
     * @param awaited whether a body is awaited now
     * @param full whether whoever takes it is full, so that nothing is read
     * @param tooSlow run when it comes too slowly
     */
    RequestBody(
            Connection connection,
            LongSupplier nanoTime,
            BooleanSupplier awaited,
            BooleanSupplier full,
            Runnable tooSlow) {
        this.awaited = awaited;
        this.full = full;
        this.tooSlow = tooSlow;
        window = new Deadline(connection, nanoTime, WINDOW_MS, this::check);
    }

    /** The next request: nothing has come of its body. */
    void forget() {
        bytes = 0;
    }

    /** It is kept here. */
    void collect() {
        collected = new ByteArrayOutputStream();
    }

    /** From now on it has to come. */
    void begin() {
        held = false;
        windowBytes = 0;
        window.begin();
    }

    /** How much has come. */
    long bytes() {
        return bytes;
    }

    void count(int more) {
        bytes += more;
        windowBytes += more;
    }

    /** @return false when it is not kept here */
    boolean keep(Inbox.Piece piece) {
        ByteArrayOutputStream own = collected;
        if (own != null) {
            own.write(
                    piece.data().array(),
                    piece.data().arrayOffset(),
                    piece.data().remaining());
        }
        return own != null;
    }

    /** What was kept, once; null when nothing was to be. */
    byte @Nullable [] take() {
        ByteArrayOutputStream own = collected;
        collected = null;
        return own == null ? null : own.toByteArray();
    }

    /** Whoever takes it is full: a client that we do not read is not to blame. */
    void held() {
        held = true;
    }

    void end() {
        window.end();
    }

    /** A client that sends its body ever so slowly keeps a servlet busy. */
    private void check() {
        if (!awaited.getAsBoolean()) {
            return;
        }
        if (!held && windowBytes < WINDOW_BYTES) {
            tooSlow.run();
        } else {
            held = full.getAsBoolean();
            windowBytes = 0;
            window.begin();
        }
    }
}
