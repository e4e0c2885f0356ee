/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.stream.StreamName;
import java.time.Duration;

/** The threads that package media, and the watchdog that takes over from one that a plug-in holds. */
@SuppressWarnings("DoNotCallSuggester")
public final class MediaThreads implements AutoCloseable {
    /**
     * Starts the threads.
     *
     * @param count how many, at least 1
     * @param stall how long one call of a plug-in may take before its thread is replaced, 1 s in production
     */
    public MediaThreads(int count, Duration stall) {
        throw new UnsupportedOperationException();
    }

    /** The thread with the fewest streams; the stream gives it back by {@link StreamMedia#close()}. */
    public MediaThread assign(StreamName stream) {
        throw new UnsupportedOperationException();
    }

    /** Threads that were overtaken and have not come back from the plug-in that holds them. */
    public int abandoned() {
        throw new UnsupportedOperationException();
    }

    /** Ends all threads; waits for none that is held by a plug-in. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
