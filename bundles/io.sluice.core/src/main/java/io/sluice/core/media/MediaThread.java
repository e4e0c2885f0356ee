/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

/** One of the media threads. A stream is pinned to one of them. */
@SuppressWarnings("DoNotCallSuggester")
public final class MediaThread {
    MediaThread() {}

    /** Name of the thread that serves it now. */
    public String name() {
        throw new UnsupportedOperationException();
    }
}
