/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import org.jspecify.annotations.Nullable;

/** Knows what is behind the gateway. Any thread. */
interface Router {
    /** Whether there is anybody to be asked. */
    boolean known();

    /**
     * What the servlet at a path lets through.
     *
     * @param path decoded, below the base path
     * @return null when no servlet serves it
     */
    @Nullable
    Route find(String path);
}
