/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.media.Track;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The framed bytes of one set of tracks in one packaging: an append-only log, bounded by bytes and time. Any thread.
 */
@ProviderType
public interface Feed {
    /** The tracks in the order of the packaging. */
    List<Track> tracks();

    /**
     * A new reader of the log. It starts at the newest key unit, or at the next one when none is kept.
     *
     * @param name for the API, usually {@link Subscription#id()}
     */
    Cursor open(String name, Overflow overflow);

    /**
     * Has a task run after units were appended and when the feed ends. It is called on the stream's media thread and
     * must only schedule: one task for each event loop, not one for each viewer.
     *
     * @return ends the registration, idempotent
     */
    Runnable onAppend(Runnable wakeUp);

    /** Why the feed ended, or null while it goes on. */
    @Nullable
    Reason ended();

    /** What happens to a reader that is lapped. */
    enum Overflow {
        /** It goes on at the newest key unit; the jump is counted. */
        SKIP_TO_KEY,
        /** Its cursor ends with {@link Reason#TOO_SLOW}; for recorders that would rather fail than have a hole. */
        FAIL
    }
}
