/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who failed to log in, for people and for programs that watch the log: at most ten lines a second for each peer. */
final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.sluice.auth");
    private static final int LINES = 10;
    private static final int MAX_PEERS = 1000;
    private static final int MAX_NAME = 64;
    private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier clockNs;
    private final Map<PeerKey, Integer> lines = new HashMap<>();
    private long windowNs;

    AuditLog(LongSupplier clockNs) {
        this.clockNs = clockNs;
        windowNs = clockNs.getAsLong();
    }

    void failed(InetAddress peer, String what, String name) {
        if (mayWrite(PeerKey.of(peer))) {
            LOG.atWarn()
                    .addKeyValue("event", "auth.failed")
                    .log("{}: wrong {} for \"{}\"", peer.getHostAddress(), what, shown(name));
        }
    }

    void unseen(InetAddress peer, String name) {
        if (mayWrite(PeerKey.of(peer))) {
            LOG.atWarn()
                    .addKeyValue("event", "auth.failed")
                    .log("{}: locked out; did not look at what came for \"{}\"", peer.getHostAddress(), shown(name));
        }
    }

    /** @param lockNs for how long */
    void locked(InetAddress peer, long lockNs) {
        if (mayWrite(PeerKey.of(peer))) {
            LOG.atWarn()
                    .addKeyValue("event", "auth.locked")
                    .log(
                            "{}: too many wrong passwords; no more is looked at for {} s",
                            peer.getHostAddress(),
                            TimeUnit.NANOSECONDS.toSeconds(lockNs));
        }
    }

    private synchronized boolean mayWrite(PeerKey peer) {
        long nowNs = clockNs.getAsLong();
        if (nowNs - windowNs >= WINDOW_NS) {
            lines.clear();
            windowNs = nowNs;
        }
        // Peers beyond the bound share one allowance.
        PeerKey counted = lines.size() < MAX_PEERS || lines.containsKey(peer) ? peer : new PeerKey(false, -1);
        return lines.merge(counted, 1, Integer::sum) <= LINES;
    }

    /** Short, on one line, and nothing that a terminal obeys. */
    static String shown(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().limit(MAX_NAME).forEach(point -> {
            int type = Character.getType(point);
            boolean safe = type != Character.CONTROL
                    && type != Character.FORMAT
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR
                    && type != Character.SURROGATE
                    && point != '"';
            if (safe) {
                text.appendCodePoint(point);
            } else {
                text.append(String.format("\\u%04x", point));
            }
        });
        return text.toString();
    }
}
