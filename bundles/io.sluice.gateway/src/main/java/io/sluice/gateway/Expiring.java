/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A table of limited size whose entries last for a limited time; the oldest go first. Any thread. */
final class Expiring<V> {
    private final int most;
    private final long lifeNs;
    private final LongSupplier nanoTime;
    private final LinkedHashMap<String, Entry<V>> entries = new LinkedHashMap<>();

    private record Entry<V>(V value, long sinceNs) {}

    Expiring(int most, long lifeNs, LongSupplier nanoTime) {
        this.most = most;
        this.lifeNs = lifeNs;
        this.nanoTime = nanoTime;
    }

    synchronized void put(String key, V value) {
        entries.remove(key);
        Iterator<Entry<V>> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            boolean expired = expired(oldest.next());
            if (!expired && entries.size() < most) {
                break;
            }
            oldest.remove();
        }
        entries.put(key, new Entry<>(value, nanoTime.getAsLong()));
    }

    synchronized @Nullable V get(String key) {
        Entry<V> entry = entries.get(key);
        return entry == null || expired(entry) ? null : entry.value();
    }

    synchronized @Nullable V remove(String key) {
        Entry<V> entry = entries.remove(key);
        return entry == null || expired(entry) ? null : entry.value();
    }

    synchronized int size() {
        return entries.size();
    }

    private boolean expired(Entry<V> entry) {
        return nanoTime.getAsLong() - entry.sinceNs() >= lifeNs;
    }
}
