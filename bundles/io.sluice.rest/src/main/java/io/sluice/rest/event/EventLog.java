/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The newest events, each under a number that grows by one. Any thread; never blocks. */
final class EventLog {
    /** How many are kept: a client that is further behind has lost some. */
    static final int CAPACITY = 256;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>(CAPACITY);
    private long next = 1;

    /** One event. */
    record Entry(long id, String topic, Map<String, Object> values) {}

    synchronized void add(String topic, Map<String, Object> values) {
        if (entries.size() == CAPACITY) {
            entries.removeFirst();
        }
        entries.addLast(new Entry(next++, topic, values));
    }

    /** The number of the newest one; 0: none yet. */
    synchronized long newest() {
        return next - 1;
    }

    /** Whether everything behind this number is still there. */
    synchronized boolean reaches(long id) {
        return id >= next - 1 - entries.size();
    }

    /** Those behind a number. */
    synchronized List<Entry> after(long id) {
        if (id >= next - 1) {
            return List.of();
        }
        var newer = new ArrayList<Entry>();
        entries.forEach(entry -> {
            if (entry.id > id) {
                newer.add(entry);
            }
        });
        return newer;
    }
}
