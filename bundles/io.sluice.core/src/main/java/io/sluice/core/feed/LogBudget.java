/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all logs of the server may hold together. When it is spent every log keeps its newest group only, and that only
 * while it is small. Any thread.
 */
public final class LogBudget {
    private final long maxBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    /**
     * Makes a budget.
     *
     * @param maxBytes of direct memory in segments
     */
    public LogBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(long bytes) {
        heldBytes.addAndGet(bytes);
    }

    /** Direct memory that logs hold now. */
    public long heldBytes() {
        return heldBytes.get();
    }

    boolean isSpent() {
        return heldBytes.get() > maxBytes;
    }
}
