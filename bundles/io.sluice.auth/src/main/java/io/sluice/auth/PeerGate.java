/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts wrong credentials for each peer. The first four cost nothing; from the fifth on each locks the peer out, for a
 * second at first and twice as long each time, for a minute at most, and only one attempt is looked at at a time. Any
 * thread; bounded.
 */
final class PeerGate {
    /** So many peers are remembered; the one that was quiet for longest is forgotten first. */
    static final int MAX_PEERS = 10_000;

    private static final int FREE = 4;
    private static final int MAX_DOUBLINGS = 6;
    private static final long FIRST_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long FORGET_NS = TimeUnit.MINUTES.toNanos(15);

    private final LongSupplier clockNs;
    private final Map<PeerKey, Peer> peers = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerKey, Peer> eldest) {
            return size() > MAX_PEERS;
        }
    };

    PeerGate(LongSupplier clockNs) {
        this.clockNs = clockNs;
    }

    /** Whether an attempt is looked at. */
    enum Verdict {
        /** Yes: {@link #leave} must follow. */
        ADMITTED,
        /** Not before another attempt of this peer is done. */
        WAIT,
        /** Not before {@link Entry#lockedNs}. */
        LOCKED
    }

    /** @param lockedNs how long the peer is locked out from now on */
    record Entry(Verdict verdict, long lockedNs) {}

    /** What became of an attempt. */
    enum Outcome {
        RIGHT,
        WRONG,
        /** Nobody found out. */
        UNKNOWN
    }

    private static final class Peer {
        int failures;
        int pending;
        long lockedUntilNs;
        long lastNs;
        /** Of all failures; null: of several names. */
        @Nullable
        String name;
    }

    synchronized Entry enter(PeerKey key) {
        long nowNs = clockNs.getAsLong();
        Peer peer = peers.computeIfAbsent(key, k -> new Peer());
        if (peer.failures > 0 && peer.pending == 0 && nowNs - peer.lastNs > FORGET_NS) {
            peer.failures = 0;
        }
        long lockedNs = peer.failures > FREE ? peer.lockedUntilNs - nowNs : 0;
        if (lockedNs > 0) {
            return new Entry(Verdict.LOCKED, lockedNs);
        }
        // All that are being looked at may be wrong: together they must not be more than are free, but one always is.
        if (peer.pending > 0 && peer.failures + peer.pending >= FREE) {
            return new Entry(Verdict.WAIT, 0);
        }
        peer.pending++;
        return new Entry(Verdict.ADMITTED, 0);
    }

    /**
     * Ends an attempt that was admitted.
     *
     * @param name of the user; somebody who knows one password must not get free guesses at another one by using it
     * @return how long the peer is locked out from now on, in nanoseconds
     */
    synchronized long leave(PeerKey key, String name, Outcome outcome) {
        long nowNs = clockNs.getAsLong();
        Peer peer = peers.computeIfAbsent(key, k -> new Peer());
        peer.pending = Math.max(0, peer.pending - 1);
        long lockNs = 0;
        if (outcome == Outcome.WRONG) {
            peer.name = peer.failures == 0 || name.equals(peer.name) ? name : null;
            peer.failures = Math.min(peer.failures + 1, FREE + 1 + MAX_DOUBLINGS);
            peer.lastNs = nowNs;
            if (peer.failures > FREE) {
                lockNs = Math.min(LONGEST_NS, FIRST_NS << (peer.failures - FREE - 1));
                peer.lockedUntilNs = nowNs + lockNs;
            }
        } else if (outcome == Outcome.RIGHT && name.equals(peer.name)) {
            peer.failures = 0;
        }
        if (peer.failures == 0 && peer.pending == 0) {
            peers.remove(key);
        }
        return lockNs;
    }

    synchronized int size() {
        return peers.size();
    }
}
