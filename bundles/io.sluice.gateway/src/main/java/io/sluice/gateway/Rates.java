/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How often each stranger may ask: a bucket of requests for each address, for a limited number of them. Any thread. */
final class Rates {
    private static final int MOST_PEERS = 10_000;
    private static final int BURST = 100;
    private static final double PER_NS = 25.0 / TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final LinkedHashMap<InetAddress, Bucket> peers = new LinkedHashMap<>(16, 0.75f, true);

    private record Bucket(double left, long atNs) {}

    Rates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes one request out of the peer's bucket; whether there was one. */
    synchronized boolean admit(InetAddress peer) {
        long now = nanoTime.getAsLong();
        Bucket before = peers.get(peer);
        double left = before == null ? BURST : Math.min(BURST, before.left() + (now - before.atNs()) * PER_NS);
        boolean admitted = left >= 1;
        peers.put(peer, new Bucket(admitted ? left - 1 : left, now));
        if (peers.size() > MOST_PEERS) {
            Iterator<InetAddress> longestUnused = peers.keySet().iterator();
            longestUnused.next();
            longestUnused.remove();
        }
        return admitted;
    }

    synchronized int size() {
        return peers.size();
    }
}
