/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.stream.Feed.Overflow;
import io.sluice.api.stream.Reason;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedLogTest {
    private static final long SECOND = 1_000_000_000L;

    private final LogFixture fixture = new LogFixture();
    private final FeedLog log = fixture.log;

    @Test
    void keepsTheLastTwoGroups() {
        for (int group = 0; group < 5; group++) {
            fixture.nowNs = group * 3L * SECOND;
            fixture.group(10, 100);
        }
        assertThat(log.first()).isEqualTo(30);
        assertThat(log.next()).isEqualTo(50);
        assertThat(log.heldBytes()).isEqualTo(20 * 100);
    }

    @Test
    void keepsShortGroupsForTwoSeconds() {
        for (int unit = 0; unit < 500; unit++) {
            fixture.nowNs = unit * SECOND / 50;
            fixture.append(20, true);
        }
        assertThat(log.next() - log.first()).isBetween(100L, 102L);
    }

    @Test
    void dropsWhatIsOlderThanTenSecondsOutsideTheNewestGroup() {
        for (int unit = 0; unit < 60; unit++) {
            fixture.nowNs = unit * SECOND;
            fixture.append(50, unit == 0 || unit == 40);
        }
        assertThat(log.first()).isEqualTo(40);
    }

    @Test
    void keepsTheNewestGroupHoweverOld() {
        for (int unit = 0; unit < 100; unit++) {
            fixture.nowNs = unit * SECOND;
            fixture.append(50, unit == 0);
        }
        assertThat(log.first()).isZero();
    }

    @Test
    void neverHoldsMoreThanItsBound() {
        for (int unit = 0; unit < 100; unit++) {
            fixture.append(1_000_000, unit == 0);
            assertThat(log.heldBytes()).isLessThanOrEqualTo(FeedLog.MAX_BYTES);
        }
        // The group that does not fit lost its key unit: nobody can start in it.
        assertThat(log.newestKey()).isNull();
        assertThat(log.next() - log.first()).isEqualTo(16);
    }

    @Test
    void givesALargeUnitASegmentOfItsOwn() {
        fixture.append(100, true);
        fixture.append(8 << 20, false);
        fixture.append(100, false);
        assertThat(LogFixture.drain(log.open(Overflow.SKIP_TO_KEY))).containsExactly(0L, 1L, 2L);
        assertThat(segments()).hasSize(3);
    }

    @Test
    void appendsNothingForNothingWritten() {
        fixture.append(100, true);
        log.reserve(500);
        log.commit(0, true, 0);
        fixture.append(100, false);
        assertThat(log.next()).isEqualTo(2);
        assertThat(LogFixture.drain(log.open(Overflow.SKIP_TO_KEY))).containsExactly(0L, 1L);
    }

    @Test
    void appendsNothingAfterItsEnd() {
        fixture.append(100, true);
        log.end(Reason.REMOVED);
        log.end(Reason.SHUTDOWN);
        fixture.append(100, true);
        assertThat(log.next()).isEqualTo(1);
        assertThat(log.ended()).isEqualTo(Reason.REMOVED);
    }

    @Test
    void staysBoundedWhenEveryUnitBeginsAnEpoch() {
        for (int unit = 0; unit < 1000; unit++) {
            fixture.epoch("P" + unit);
            fixture.append(100, true);
        }
        long allocated = segments().stream().mapToLong(Segment::capacityBytes).sum();
        assertThat(allocated).isLessThanOrEqualTo(FeedLog.MAX_BYTES + 6L * FeedLog.SEGMENT_BYTES);
    }

    @Test
    void staysBoundedWhenUnitsNeedLessThanTheyAskFor() {
        for (int unit = 0; unit < 20; unit++) {
            LogFixture.write(log.reserve(FeedLog.MAX_UNIT_BYTES), 50, unit, true);
            log.commit(50, true, 0);
        }
        long allocated = segments().stream().mapToLong(Segment::capacityBytes).sum();
        assertThat(allocated).isLessThanOrEqualTo(2L * FeedLog.MAX_UNIT_BYTES);
    }

    @Test
    void keepsTheNewestGroupOnlyWhenTheBudgetOfAllLogsIsSpent() {
        var budget = new LogBudget(3 << 20);
        log.countAgainst(budget);
        var other = new LogFixture();
        other.log.countAgainst(budget);
        fixture.group(10, 100_000);
        fixture.group(10, 100_000);
        assertThat(log.first()).isZero();
        other.group(20, 100_000);
        fixture.append(100, false);
        assertThat(log.first()).isEqualTo(10);
        other.log.end(Reason.REMOVED);
        other.log.leaveBudget();
        assertThat(budget.heldBytes())
                .isEqualTo(segments().stream().mapToLong(Segment::capacityBytes).sum());
        fixture.group(10, 100_000);
        assertThat(log.first()).isEqualTo(10);
    }

    @Test
    void dropsEvenTheNewestGroupWhenItIsLargeAndTheBudgetIsSpent() {
        log.countAgainst(new LogBudget(1));
        fixture.group(100, 100_000);
        assertThat(segments()).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void beginsWithASmallSegment() {
        fixture.append(100, true);
        assertThat(segments().get(0).capacityBytes()).isEqualTo(FeedLog.FIRST_SEGMENT_BYTES);
    }

    /** What makes a stalled viewer cheap: it holds the segment it stands in and not those behind it. */
    @Test
    void stalledCursorsKeepNoChainOfSegmentsAlive() {
        fixture.group(60, 10_000);
        var cursors = new ArrayList<LogCursor>();
        for (int i = 0; i < 1000; i++) {
            LogCursor cursor = log.open(Overflow.SKIP_TO_KEY);
            assertThat(cursor.region()).isNotNull();
            cursor.advance(1 + i % 9_000);
            cursors.add(cursor);
        }
        var old = new ArrayList<WeakReference<Segment>>();
        for (int group = 0; group < 100; group++) {
            fixture.nowNs += 3 * SECOND;
            fixture.group(60, 10_000);
            if (group < 90) {
                old.add(new WeakReference<>(segments().get(segments().size() - 1)));
            }
        }
        awaitCleared(old);
        for (LogCursor cursor : cursors) {
            assertThat(cursor.openUnitBytes()).isPositive();
            ByteBuffer rest = cursor.region();
            assertThat(rest).isNotNull();
            cursor.advance(rest.remaining());
            assertThat(cursor.units()).isEqualTo(1);
            rest = cursor.region();
            assertThat(LogFixture.readUnit(rest)).isEqualTo(6000);
            assertThat(cursor.skipped()).isEqualTo(5999);
        }
    }

    private static void awaitCleared(List<WeakReference<Segment>> references) {
        long deadline = System.nanoTime() + 60 * SECOND;
        while (references.stream().anyMatch(r -> r.get() != null)) {
            assertThat(System.nanoTime()).as("segments are still reachable").isLessThan(deadline);
            System.gc();
        }
    }

    private List<Segment> segments() {
        var all = new ArrayList<Segment>();
        for (long number = 0; number < 2000; number++) {
            Segment segment = log.segment(number);
            if (segment != null) {
                all.add(segment);
            }
        }
        return all;
    }
}
