/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

/**
 * Counters of one slot, a snapshot.
 *
 * @param units units that came in, without those dropped
 * @param bytes their payload
 * @param dropped units refused at the inlet, or dropped because an earlier one is missing
 * @param lastUnitNs when the last unit arrived, on the {@link Clock}; {@link #NEVER} when none has come
 * @param keyIntervalMs stream time between the last two key units, 0 when not known
 * @param flowing a unit that viewers can use came through the inlet that is connected now
 */
public record SlotStats(long units, long bytes, long dropped, long lastUnitNs, long keyIntervalMs, boolean flowing) {
    /** No unit has come yet. */
    public static final long NEVER = Long.MIN_VALUE;
}
