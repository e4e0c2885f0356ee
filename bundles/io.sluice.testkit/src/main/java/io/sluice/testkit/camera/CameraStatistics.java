/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a camera counts. Any thread. */
final class CameraStatistics {
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

    CameraStatistics(String... names) {
        for (String name : names) {
            counts.put(name, new AtomicLong());
        }
    }

    void count(String name) {
        add(name, 1);
    }

    long add(String name, long more) {
        return counts.computeIfAbsent(name, key -> new AtomicLong()).addAndGet(more);
    }

    void atLeast(String name, long value) {
        counts.computeIfAbsent(name, key -> new AtomicLong()).accumulateAndGet(value, Math::max);
    }

    Map<String, Long> all() {
        var all = new TreeMap<String, Long>();
        counts.forEach((name, count) -> all.put(name, count.get()));
        return all;
    }
}
