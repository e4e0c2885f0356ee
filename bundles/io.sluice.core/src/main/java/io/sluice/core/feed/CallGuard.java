/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import org.jspecify.annotations.Nullable;

/** Runs plug-in code on a media thread under its watchdog. */
public interface CallGuard {
    /**
     * Runs a call. When it takes too long, {@link GuardedCall#overtaken} is run by another thread, which goes on with
     * the stream, and this method never returns normally.
     *
     * @return what the call threw, or null
     */
    @Nullable
    Throwable run(GuardedCall call);
}
