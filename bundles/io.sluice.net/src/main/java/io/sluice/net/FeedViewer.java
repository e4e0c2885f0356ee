/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

/** Whoever reads a feed on a loop. */
abstract class FeedViewer {
    /** Its place in {@link FeedViewers}, which keeps it up to date. */
    int viewerIndex;

    /** Whether it waits in {@link Loop#goOnLater}, which keeps it up to date. */
    boolean goesOnLater;

    /** Sends until there is nothing more, the network is full, or the turn is over. */
    abstract void pump();
}
