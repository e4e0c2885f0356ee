/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all logs of the server may hold together, and what went through them since the start. When it is spent every log
 * keeps its newest group only, and that only while it is small. Any thread.
 */
public final class LogBudget {
    private final long maxBytes;
    private final AtomicLong heldBytes = new AtomicLong();
    private final LongAdder receivedUnits = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder sentUnits = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder skippedUnits = new LongAdder();
    private final LongAdder droppedDatagrams = new LongAdder();

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

    /** Counts one unit that came from a source. */
    public void received(long bytes) {
        receivedUnits.increment();
        receivedBytes.add(bytes);
    }

    /** Counts what one viewer took: bytes, and units that are complete with them. */
    void sent(long units, long bytes) {
        sentUnits.add(units);
        sentBytes.add(bytes);
    }

    /** Counts units that one viewer did not get. */
    void skipped(long units) {
        skippedUnits.add(units);
    }

    /** Counts datagrams that did not reach the network. */
    void dropped(long datagrams) {
        droppedDatagrams.add(datagrams);
    }

    public long receivedUnits() {
        return receivedUnits.sum();
    }

    /** Payload. */
    public long receivedBytes() {
        return receivedBytes.sum();
    }

    /** Of all viewers. */
    public long sentUnits() {
        return sentUnits.sum();
    }

    /** Of all viewers, with framing. */
    public long sentBytes() {
        return sentBytes.sum();
    }

    public long skippedUnits() {
        return skippedUnits.sum();
    }

    public long droppedDatagrams() {
        return droppedDatagrams.sum();
    }

    boolean isSpent() {
        return heldBytes.get() > maxBytes;
    }
}
