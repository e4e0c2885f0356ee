/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One viewer's position in a feed's log. O(1) memory; no bytes are copied. Used by one thread at a time, the viewer's
 * event loop; only the counters may be read from anywhere.
 */
@ProviderType
public interface Cursor extends AutoCloseable {
    /**
     * What is to be sent next, in one contiguous piece: any number of whole units, or the rest of one that was begun.
     *
     * @return null when there is nothing (yet). A direct, read-only buffer, owned by the cursor: its position and limit
     *     are set anew by each call; its bytes never change and stay valid for as long as the buffer, or a duplicate of
     *     it, is referenced
     */
    @Nullable
    ByteBuffer region();

    /**
     * Moves on.
     *
     * @param bytes how many of the region were sent, 0 to its length
     */
    void advance(int bytes);

    /**
     * Bytes left of a unit that was begun; 0 between units. A unit begun must be finished, or the connection closed.
     */
    int openUnitBytes();

    /**
     * Why there will be no more bytes, or null while the feed goes on. What was appended before the end is still
     * delivered.
     */
    @Nullable
    Reason ended();

    /** Units sent completely. */
    long units();

    /** Bytes sent. */
    long bytes();

    /** Units that were jumped over because the viewer was lapped. */
    long skipped();

    /** Datagrams that were on their way to the viewer and that system or network did not take. */
    default long dropped() {
        return 0;
    }

    /** Counts such datagrams. */
    default void dropped(long datagrams) {}

    /** Idempotent. */
    @Override
    void close();
}
