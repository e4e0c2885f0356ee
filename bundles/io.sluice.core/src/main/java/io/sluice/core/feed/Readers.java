/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The cursors of a feed, for the API. One that is lost without being closed disappears by itself. Any thread. */
final class Readers {
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<LogCursor> lost = new ReferenceQueue<>();

    private static final class Entry extends WeakReference<LogCursor> {
        private final String name;

        Entry(String name, LogCursor cursor, ReferenceQueue<LogCursor> lost) {
            super(cursor, lost);
            this.name = name;
        }
    }

    void add(String name, LogCursor cursor) {
        for (Reference<?> gone = lost.poll(); gone != null; gone = lost.poll()) {
            entries.remove(gone);
        }
        var entry = new Entry(name, cursor, lost);
        entries.add(entry);
        cursor.onClose(() -> entries.remove(entry));
    }

    void forEach(BiConsumer<String, LogCursor> action) {
        for (Entry entry : entries) {
            LogCursor cursor = entry.get();
            if (cursor != null) {
                action.accept(entry.name, cursor);
            }
        }
    }
}
