/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.EventLoop;
import io.sluice.api.stream.Feed;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One thread and the connections that live on it. All methods are called there, but the constructor and counters. */
final class Loop {
    /** Viewers with much to catch up get no more of a round: what comes in, requests of new ones too, is looked at. */
    private static final long ROUND_NS = 500_000;

    final EventLoop executor;
    final ReadBuffer readBuffer = new ReadBuffer();

    /** For bytes that are written before anything else happens. */
    final ByteBuffer scratch = ByteBuffer.allocateDirect(16 * 1024);

    private final IdentityHashMap<Feed, FeedViewers> feeds = new IdentityHashMap<>();
    private final List<TcpConnection> connections = new ArrayList<>();
    private final ArrayDeque<FeedViewer> unfinished = new ArrayDeque<>();
    private final Runnable continueUnfinished = this::continueUnfinished;
    private boolean roundScheduled;
    private volatile long writes;

    Loop(EventLoop executor) {
        this.executor = executor;
    }

    void add(TcpConnection connection) {
        connection.loopIndex = connections.size();
        connections.add(connection);
    }

    void remove(TcpConnection connection) {
        TcpConnection last = connections.remove(connections.size() - 1);
        if (last != connection) {
            connections.set(connection.loopIndex, last);
            last.loopIndex = connection.loopIndex;
        }
    }

    FeedViewers join(Feed feed, FeedViewer viewer) {
        FeedViewers viewers = feeds.get(feed);
        if (viewers == null) {
            viewers = new FeedViewers(feed, executor);
            feeds.put(feed, viewers);
        }
        viewers.add(viewer);
        return viewers;
    }

    void leave(Feed feed, FeedViewer viewer) {
        FeedViewers viewers = feeds.get(feed);
        if (viewers != null && viewers.remove(viewer)) {
            feeds.remove(feed);
            viewers.close();
        }
    }

    /**
     * The viewer has had its share of this turn; it goes on when the others, and what was received, have had theirs.
     */
    void goOnLater(FeedViewer viewer) {
        if (!viewer.goesOnLater) {
            viewer.goesOnLater = true;
            unfinished.add(viewer);
            scheduleRound();
        }
    }

    private void scheduleRound() {
        if (!roundScheduled) {
            roundScheduled = true;
            // A delayed task, because the loop looks at its sockets before it runs those.
            executor.schedule(continueUnfinished, 1, TimeUnit.MICROSECONDS);
        }
    }

    private void continueUnfinished() {
        roundScheduled = false;
        long endNs = System.nanoTime() + ROUND_NS;
        for (int left = unfinished.size(); left > 0 && System.nanoTime() < endNs; left--) {
            FeedViewer viewer = unfinished.remove();
            viewer.goesOnLater = false;
            viewer.pump();
        }
        if (!unfinished.isEmpty()) {
            scheduleRound();
        }
    }

    /** Closes the connections whose peer takes nothing. */
    void sweep(long writeTimeoutMs) {
        long nowNs = System.nanoTime();
        for (int i = connections.size() - 1; i >= 0; i = Math.min(i, connections.size()) - 1) {
            connections.get(i).sweep(nowNs, writeTimeoutMs);
        }
    }

    void countWrite() {
        long before = writes; // this thread alone writes it
        writes = before + 1;
    }

    /** Calls of the system that wrote a feed's bytes without Netty; any thread. */
    long writes() {
        return writes;
    }
}
