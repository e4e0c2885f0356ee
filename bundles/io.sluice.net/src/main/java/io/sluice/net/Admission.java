/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.stream.Reason;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many accepted connections are open: in all, from each address, and of strangers, who have not proved who they
 * are. Strangers never lock anybody out: where there is no room for one more, another stranger has to go, one from the
 * address that holds the most, one that has said nothing before one that has, the oldest of those. So a user who comes
 * while thousands of silent connections stand open has time to log in.
 *
 * <p>Many viewers who come at once are strangers at first, too: for a moment there may be more of them, as long as a
 * quarter of all places stays free. Any thread.
 */
final class Admission {
    /** Runs something later. */
    interface Later {
        void after(long delayNs, Runnable task);
    }

    private final LongSupplier nowNs;
    private final long graceNs;
    private final Later later;
    private final Map<InetAddress, Peer> peers = new HashMap<>();
    /** In the order in which they came. */
    private final Set<Place> strangers = new LinkedHashSet<>();

    private int total;
    private int mostStrangers;
    private boolean trimming;

    /**
     * @param graceNs how long there may be more strangers than allowed
     * @param later for looking at them again
     */
    Admission(LongSupplier nowNs, long graceNs, Later later) {
        this.nowNs = nowNs;
        this.graceNs = graceNs;
        this.later = later;
    }

    /** What one address holds. */
    private static final class Peer {
        private int total;
        private int strangers;
    }

    /** The place of one connection. */
    final class Place {
        private final InetAddress address;
        private final Peer peer;
        private final long cameNs = nowNs.getAsLong();
        private boolean left;
        private boolean evicted;
        private @Nullable TcpConnection connection;
        private volatile boolean heard;
        /** Whether somebody had to go for it. */
        private boolean madeRoom;

        private Place(InetAddress address, Peer peer) {
            this.address = address;
            this.peer = peer;
        }

        boolean madeRoom() {
            return madeRoom;
        }

        /** Whether it had to go for somebody else. */
        boolean evicted() {
            synchronized (Admission.this) {
                return evicted;
            }
        }

        /** Whom to close when the place is needed for somebody else. */
        void takenBy(TcpConnection taker) {
            synchronized (Admission.this) {
                connection = taker;
                if (!evicted) {
                    return;
                }
            }
            close(taker);
        }

        /** The peer has said something. */
        void heard() {
            if (!heard) {
                heard = true;
            }
        }

        /** The peer has proved who it is. */
        void admitted() {
            synchronized (Admission.this) {
                forgetStranger(this);
            }
        }

        /** The connection is gone. */
        void leave() {
            synchronized (Admission.this) {
                release(this);
            }
        }
    }

    /** @return the place, which must be left, or null when there is none */
    @Nullable
    Place enter(InetAddress address, NetSettings limits) {
        Place place;
        @Nullable TcpConnection leaving = null;
        synchronized (this) {
            Peer peer = peers.get(address);
            boolean tooMany =
                    !address.isLoopbackAddress() && peer != null && peer.total >= limits.maxConnectionsPerAddress();
            mostStrangers = limits.maxStrangers();
            int mostForAMoment = graceNs == 0 ? 0 : limits.maxConnections() / 4 * 3;
            boolean full =
                    total >= limits.maxConnections() || strangers.size() >= Math.max(mostStrangers, mostForAMoment);
            @Nullable Place victim = tooMany || full ? victim(tooMany ? peer : null, nowNs.getAsLong()) : null;
            if ((tooMany || full) && victim == null) {
                return null;
            }
            if (victim != null) {
                leaving = evict(victim);
            }
            place = new Place(address, peers.computeIfAbsent(address, key -> new Peer()));
            place.madeRoom = victim != null;
            place.peer.total++;
            place.peer.strangers++;
            strangers.add(place);
            total++;
            if (strangers.size() > mostStrangers && !trimming) {
                trimming = true;
                later.after(graceNs, this::trim);
            }
        }
        if (leaving != null) {
            close(leaving);
        }
        return place;
    }

    /** The moment is over: those who came before it and have not logged in go, one by one, so that nobody waits. */
    private void trim() {
        long untilNs = nowNs.getAsLong() - graceNs;
        boolean more = true;
        while (more) {
            @Nullable TcpConnection leaving = null;
            synchronized (this) {
                Place victim = strangers.size() > mostStrangers ? victim(null, untilNs) : null;
                more = victim != null;
                if (victim != null) {
                    leaving = evict(victim);
                } else {
                    trimming = strangers.size() > mostStrangers;
                    if (trimming) {
                        later.after(graceNs / 4, this::trim);
                    }
                }
            }
            if (leaving != null) {
                close(leaving);
            }
        }
    }

    private @Nullable TcpConnection evict(Place victim) {
        release(victim);
        victim.evicted = true;
        return victim.connection;
    }

    private static void close(TcpConnection connection) {
        connection.abort(Reason.LIMIT, "its place was needed, and nobody had logged in on it");
    }

    /**
     * @param of the address that it must be from, or null for any
     * @param untilNs when it must have come
     */
    private @Nullable Place victim(@Nullable Peer of, long untilNs) {
        @Nullable Place worst = null;
        for (Place each : strangers) {
            if (each.cameNs - untilNs > 0) {
                break; // all that follow came later
            }
            if ((of == null || each.peer == of) && (worst == null || before(each, worst))) {
                worst = each;
            }
        }
        return worst;
    }

    /** Whether the younger one of two strangers has to go first. */
    private static boolean before(Place younger, Place older) {
        if (younger.peer.strangers != older.peer.strangers) {
            return younger.peer.strangers > older.peer.strangers;
        }
        return older.heard && !younger.heard;
    }

    private void release(Place place) {
        if (place.left) {
            return;
        }
        forgetStranger(place);
        place.left = true;
        total--;
        place.peer.total--;
        if (place.peer.total == 0) {
            peers.remove(place.address);
        }
    }

    private void forgetStranger(Place place) {
        if (strangers.remove(place)) {
            place.peer.strangers--;
        }
    }

    synchronized int total() {
        return total;
    }

    synchronized int strangers() {
        return strangers.size();
    }
}
