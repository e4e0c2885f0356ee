/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import io.sluice.api.media.Bytes;
import io.sluice.api.stream.Handover;

/**
 * A connection between two versions of its protocol: what the one before leaves to the next.
 *
 * @param state for {@link Protocol#adopt}
 * @param unread what was received and is not answered yet, in its order: requests that wait or are being answered, and
 *     the beginning of one that is not whole. The next handler gets it again, before anything else; at most
 *     {@value #MAX_UNREAD_BYTES} bytes
 * @param farewell written between two units of the feed, before the connection is closed, when nobody goes on with it;
 *     at most {@value #MAX_FAREWELL_BYTES} bytes
 */
public record ConnectionRecord(Handover state, Bytes unread, Bytes farewell) {
    /** Most bytes that were received and not answered. */
    public static final int MAX_UNREAD_BYTES = 512 * 1024;
    /** Most bytes of a farewell. */
    public static final int MAX_FAREWELL_BYTES = 16 * 1024;

    public ConnectionRecord {
        if (unread.size() > MAX_UNREAD_BYTES || farewell.size() > MAX_FAREWELL_BYTES) {
            throw new IllegalArgumentException(
                    unread.size() + " bytes unread, " + farewell.size() + " bytes of farewell");
        }
    }
}
