/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Subscriptions that were handed over and that nobody has adopted yet. Whoever takes one out decides. Any thread. */
final class Orphans {
    private final Map<String, JoinedSubscription> waiting = new ConcurrentHashMap<>();

    void add(JoinedSubscription subscription) {
        waiting.put(subscription.id(), subscription);
    }

    /** @return whether it was still there */
    boolean remove(String id) {
        return waiting.remove(id) != null;
    }

    @Nullable
    JoinedSubscription take(String id) {
        return waiting.remove(id);
    }
}
