/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.auth.Identity;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who has logged in with a browser. In memory only: after a restart everybody logs in again. Kept by the hash of the
 * cookie's value, so that nobody learns a cookie from here. Any thread.
 */
final class Sessions {
    static final String COOKIE = "sluice-session";

    private static final int MOST = 1_000;
    private static final long IDLE_NS = TimeUnit.HOURS.toNanos(12);
    private static final int ID_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier nanoTime;
    /** In the order of use, the longest unused first. */
    private final LinkedHashMap<String, Session> byHash = new LinkedHashMap<>(16, 0.75f, true);

    private record Session(Identity identity, long usedNs) {}

    Sessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @return the value of the new session's cookie */
    synchronized String begin(Identity identity) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        dropIdle();
        while (byHash.size() >= MOST) {
            Iterator<String> oldest = byHash.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        byHash.put(Hashes.sha256(id), new Session(identity, nanoTime.getAsLong()));
        return id;
    }

    /** @param current whether an identity may still be used; a session whose identity may not is dropped */
    synchronized @Nullable Identity find(String id, Predicate<Identity> current) {
        String hash = Hashes.sha256(id);
        Session session = byHash.get(hash);
        if (session == null) {
            return null;
        }
        long now = nanoTime.getAsLong();
        if (now - session.usedNs() >= IDLE_NS || !current.test(session.identity())) {
            byHash.remove(hash);
            return null;
        }
        byHash.put(hash, new Session(session.identity(), now));
        return session.identity();
    }

    synchronized void end(String id) {
        byHash.remove(Hashes.sha256(id));
    }

    synchronized int size() {
        return byHash.size();
    }

    private void dropIdle() {
        long now = nanoTime.getAsLong();
        Iterator<Map.Entry<String, Session>> entries = byHash.entrySet().iterator();
        while (entries.hasNext() && now - entries.next().getValue().usedNs() >= IDLE_NS) {
            entries.remove();
        }
    }
}
