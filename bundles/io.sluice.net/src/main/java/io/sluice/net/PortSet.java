/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.stream.Reason;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The open UDP sockets of one bundle: they end together. Any thread. */
final class PortSet {
    private static final long WAIT_MS = 1_000;

    private final Set<UdpPort> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;
    private volatile Reason reason = Reason.NONE;
    private volatile String text = "";

    /** A socket that comes when the set has ended is closed at once. */
    void add(UdpPort port) {
        open.add(port);
        port.gone().thenRun(() -> open.remove(port));
        if (ended) {
            port.close(reason, text);
        }
    }

    boolean ended() {
        return ended;
    }

    void end(Reason why, String forPeople) {
        reason = why;
        text = forPeople;
        ended = true;
        open.forEach(port -> port.close(why, forPeople));
    }

    /**
     * Waits, for at most a second, until the handlers know. Not to be called on a loop.
     *
     * @return whether all of them do
     */
    boolean await() {
        CompletableFuture<?>[] rest = open.stream().map(UdpPort::gone).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(rest).get(WAIT_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
