/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.stream.Reason;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The listeners whose protocol went, by name: each waits for the next version of it, but not for ever. Any thread. */
final class Successions {
    private final LongSupplier waitMs;
    private final Admission.Later later;
    private final Runnable changed;
    private final Map<String, Wait> waiting = new ConcurrentHashMap<>();

    /** One time that a listener waits: the same listener may wait again before the time of the last wait is over. */
    private static final class Wait {
        private final Listener listener;

        Wait(Listener listener) {
            this.listener = listener;
        }
    }

    /**
     * @param waitMs how long they wait
     * @param later runs something on the control thread
     * @param changed called there when one has waited in vain
     */
    Successions(LongSupplier waitMs, Admission.Later later, Runnable changed) {
        this.waitMs = waitMs;
        this.later = later;
        this.changed = changed;
    }

    /** @param text why it ends when nobody comes */
    void await(Listener listener, String text) {
        Wait wait = new Wait(listener);
        Wait before = waiting.put(listener.name(), wait);
        if (before != null) {
            before.listener.stop(Reason.BUNDLE_STOPPED, text);
        }
        later.after(TimeUnit.MILLISECONDS.toNanos(waitMs.getAsLong()), () -> {
            if (waiting.remove(listener.name(), wait)) {
                listener.stop(Reason.BUNDLE_STOPPED, text);
                changed.run();
            }
        });
    }

    /** The one that waits for this protocol at this address; those that are in its way end. */
    @Nullable
    Listener take(String name, String address) {
        Listener found = null;
        for (Wait wait : List.copyOf(waiting.values())) {
            Listener each = wait.listener;
            boolean same = each.name().equals(name);
            boolean there = each.address().equals(address);
            if ((same || there) && waiting.remove(each.name(), wait)) {
                if (same && there) {
                    found = each;
                } else {
                    each.stop(
                            Reason.BUNDLE_STOPPED, each.name() + " does not listen at " + each.address() + " any more");
                }
            }
        }
        return found;
    }

    Collection<Listener> all() {
        return waiting.values().stream().map(wait -> wait.listener).toList();
    }

    void stop(Reason reason, String text) {
        for (Wait wait : List.copyOf(waiting.values())) {
            if (waiting.remove(wait.listener.name(), wait)) {
                wait.listener.stop(reason, text);
            }
        }
    }
}
