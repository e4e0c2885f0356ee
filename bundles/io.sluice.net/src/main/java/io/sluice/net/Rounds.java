/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.stream.Feed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Does something with each connection of a set, on its loop, and a little at a time: media and requests go on in
 * between. First come connections that together have all feeds: what is done for one viewer of a feed may be what the
 * others wait for.
 */
final class Rounds {
    private static final long TURN_NS = 1_000_000;

    private final ConnectionSet connections;
    private final Consumer<TcpConnection> action;
    private final Set<Feed> seen = ConcurrentHashMap.newKeySet();

    private Rounds(ConnectionSet connections, Consumer<TcpConnection> action) {
        this.connections = connections;
        this.action = action;
    }

    /**
     * Begins.
     *
     * @return done when all connections that are there now have had their turn
     */
    static CompletableFuture<Void> of(
            Collection<Loop> loops, ConnectionSet connections, Consumer<TcpConnection> action) {
        var rounds = new Rounds(connections, action);
        var turns = new ArrayList<CompletableFuture<Void>>();
        for (Loop loop : loops) {
            Turn turn = rounds.new Turn(loop);
            turns.add(turn.done);
            turn.later();
        }
        return CompletableFuture.allOf(turns.toArray(CompletableFuture[]::new));
    }

    private List<TcpConnection> of(Loop loop) {
        var first = new ArrayList<TcpConnection>();
        var others = new ArrayList<TcpConnection>();
        for (TcpConnection connection : connections.of(loop)) {
            Feed feed = connection.feed();
            (feed != null && seen.add(feed) ? first : others).add(connection);
        }
        first.addAll(others);
        return first;
    }

    /** One loop's part. */
    private final class Turn implements Runnable {
        private final Loop loop;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final ArrayDeque<TcpConnection> rest = new ArrayDeque<>();
        private boolean begun;

        Turn(Loop loop) {
            this.loop = loop;
        }

        void later() {
            try {
                loop.executor.execute(this);
            } catch (RejectedExecutionException e) {
                done.complete(null); // the loops end, and with them every connection
            }
        }

        @Override
        public void run() {
            if (!begun) {
                begun = true;
                rest.addAll(of(loop));
            }
            long endNs = System.nanoTime() + TURN_NS;
            while (!rest.isEmpty() && System.nanoTime() < endNs) {
                action.accept(rest.remove());
            }
            if (rest.isEmpty()) {
                done.complete(null);
            } else {
                later();
            }
        }
    }
}
