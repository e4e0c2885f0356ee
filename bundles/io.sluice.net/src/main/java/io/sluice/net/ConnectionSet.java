/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.stream.Reason;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The open connections of one listener or one dialling bundle: they end together. Any thread. */
final class ConnectionSet {
    private static final long CLOSE_MS = 250;
    private static final long WAIT_MS = 1_000;

    private final Set<TcpConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;
    private volatile Reason reason = Reason.NONE;
    private volatile String text = "";

    /** {@link #closeIfEnded} is to follow, when the connection can be closed. */
    void add(TcpConnection connection) {
        open.add(connection);
        connection.gone().thenRun(() -> open.remove(connection));
    }

    /** A connection that comes when the set has ended is closed at once. */
    void closeIfEnded(TcpConnection connection) {
        if (ended) {
            connection.close(reason, text, CLOSE_MS);
        }
    }

    /** Those that live on a loop. */
    List<TcpConnection> of(Loop loop) {
        return open.stream().filter(connection -> connection.loop() == loop).toList();
    }

    int size() {
        return open.size();
    }

    boolean ended() {
        return ended;
    }

    void end(Reason why, String forPeople) {
        reason = why;
        text = forPeople;
        ended = true;
        open.forEach(connection -> connection.close(why, forPeople, CLOSE_MS));
    }

    /**
     * Waits, for at most a second, until the handlers know. Not to be called on a loop.
     *
     * @return whether all of them do
     */
    boolean await() {
        List<CompletableFuture<?>> rest =
                List.copyOf(open.stream().map(TcpConnection::gone).toList());
        try {
            CompletableFuture.allOf(rest.toArray(CompletableFuture[]::new)).get(WAIT_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
