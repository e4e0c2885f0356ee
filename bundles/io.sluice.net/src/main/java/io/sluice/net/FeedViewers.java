/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.EventLoop;
import io.sluice.api.stream.Feed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The viewers of one feed on one loop. However many they are and however many units come, at most one wake-up task
 * waits on the loop; it serves them all. Everything but {@link #wake} happens on the loop.
 */
final class FeedViewers implements Runnable {
    private final EventLoop executor;
    private final Runnable registration;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final List<FeedViewer> viewers = new ArrayList<>();

    FeedViewers(Feed feed, EventLoop executor) {
        this.executor = executor;
        registration = feed.onAppend(this::wake);
    }

    /** Called on the media thread: schedules only. */
    private void wake() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                executor.execute(this);
            } catch (RejectedExecutionException e) {
                // The loops end, and with them every viewer.
            }
        }
    }

    @Override
    public void run() {
        scheduled.set(false);
        // Backwards: a viewer that leaves meanwhile is replaced by one that was served already.
        for (int i = viewers.size() - 1; i >= 0; i = Math.min(i, viewers.size()) - 1) {
            viewers.get(i).pump();
        }
    }

    void add(FeedViewer viewer) {
        viewer.viewerIndex = viewers.size();
        viewers.add(viewer);
    }

    /** @return whether it was the last one */
    boolean remove(FeedViewer viewer) {
        FeedViewer last = viewers.remove(viewers.size() - 1);
        if (last != viewer) {
            viewers.set(viewer.viewerIndex, last);
            last.viewerIndex = viewer.viewerIndex;
        }
        return viewers.isEmpty();
    }

    void close() {
        registration.run();
    }
}
