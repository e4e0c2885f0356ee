/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SegmentGarbageTest {
    private static final long MB = 1 << 20;
    private static final long OTHERS = 20 * MB;

    private final LogBudget budget = new LogBudget(Long.MAX_VALUE);
    private long used = OTHERS;
    private int collections;
    private final SegmentGarbage garbage = new SegmentGarbage(budget, () -> used, this::collect);

    private void collect() {
        collections++;
        used = OTHERS + budget.heldBytes();
    }

    /** One segment comes, and one goes when so many are there. */
    private void flow(long megabytes, long held) {
        for (long i = 0; i < megabytes; i++) {
            budget.add(MB);
            used += MB;
            if (budget.heldBytes() > held) {
                budget.add(-MB);
            }
            garbage.check();
        }
    }

    @Test
    void isBoundedWithoutACollectionForEachSegment() {
        flow(10_000, 5 * MB);
        assertThat(collections).isBetween(30, 40);
        assertThat(used).isLessThanOrEqualTo(OTHERS + SegmentGarbage.MOST_BYTES + 6 * MB);
    }

    @Test
    void whatLogsHoldIsNotGarbage() {
        flow(600, 700 * MB);
        assertThat(collections).isZero();
    }

    @Test
    void whatTheCollectorFreesByItselfNeedsNoMore() {
        for (int i = 0; i < 100; i++) {
            flow(200, 5 * MB);
            used = OTHERS + budget.heldBytes();
        }
        assertThat(collections).isZero();
    }

    @Test
    void whatOthersHoldIsNotAskedForAgainAndAgain() {
        used += 400 * MB;
        var others = new SegmentGarbage(budget, () -> used, () -> collections++);
        for (int i = 0; i < 300; i++) {
            budget.add(MB);
            budget.add(-MB);
            others.check();
        }
        assertThat(collections).isEqualTo(1);
    }
}
