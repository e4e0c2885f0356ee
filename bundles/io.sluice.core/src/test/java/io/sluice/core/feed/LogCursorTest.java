/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.stream.Feed.Overflow;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogCursorTest {
    private static final long SECOND = 1_000_000_000L;

    private final LogFixture fixture = new LogFixture();
    private final FeedLog log = fixture.log;

    private LogCursor open() {
        return log.open(Overflow.SKIP_TO_KEY);
    }

    @Test
    void startsAtTheNewestKeyUnit() {
        fixture.group(5, 100);
        fixture.group(5, 100);
        assertThat(LogFixture.drain(open())).containsExactly(5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void waitsForAKeyUnitWhenNoneIsKept() {
        fixture.append(100, false);
        LogCursor cursor = open();
        assertThat(cursor.region()).isNull();
        fixture.append(100, false);
        assertThat(cursor.region()).isNull();
        fixture.append(100, true);
        assertThat(LogFixture.drain(cursor)).containsExactly(2L);
        assertThat(cursor.skipped()).isZero();
    }

    @Test
    void countsWhatDidNotReachTheNetworkForItselfAndForAll() {
        LogCursor one = open();
        LogCursor other = open();
        one.dropped(3);
        other.dropped(4);
        assertThat(one.dropped()).isEqualTo(3);
        assertThat(fixture.log.budget().droppedDatagrams()).isEqualTo(7);
    }

    @Test
    void offersAllWholeUnitsOfASegmentAtOnce() {
        fixture.group(50, 1000);
        ByteBuffer region = open().region();
        assertThat(region).isNotNull();
        assertThat(region.remaining()).isEqualTo(50_000);
        assertThat(region.isDirect()).isTrue();
        assertThat(region.isReadOnly()).isTrue();
    }

    @Test
    void offersTheRestOfAUnitThatWasBegun() {
        fixture.group(3, 100);
        LogCursor cursor = open();
        cursor.region();
        cursor.advance(130);
        assertThat(cursor.units()).isEqualTo(1);
        assertThat(cursor.bytes()).isEqualTo(130);
        assertThat(cursor.openUnitBytes()).isEqualTo(70);
        ByteBuffer region = cursor.region();
        assertThat(region.remaining()).isEqualTo(70);
        cursor.advance(30);
        cursor.advance(40);
        assertThat(cursor.openUnitBytes()).isZero();
        assertThat(LogFixture.drain(cursor)).containsExactly(2L);
    }

    @Test
    void refusesToMoveBeyondWhatItOffered() {
        fixture.group(3, 100);
        LogCursor cursor = open();
        assertThatThrownBy(() -> cursor.advance(1)).isInstanceOf(IllegalArgumentException.class);
        cursor.region();
        assertThatThrownBy(() -> cursor.advance(301)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cursor.advance(-1)).isInstanceOf(IllegalArgumentException.class);
        cursor.advance(300);
        assertThatThrownBy(() -> cursor.advance(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsOnAcrossSegments() {
        fixture.group(500, 20_000);
        List<Object> found = LogFixture.drain(open());
        assertThat(found).hasSize(500);
        assertThat(found.get(499)).isEqualTo(499L);
    }

    @Test
    void givesThePreambleFirstWhereverItStarts() {
        fixture.epoch("P1");
        fixture.group(3, 100);
        assertThat(LogFixture.drain(open())).containsExactly("P1", 0L, 1L, 2L);
        fixture.append(100, true);
        LogCursor inTheMiddle = open();
        assertThat(LogFixture.drain(inTheMiddle)).containsExactly("P1", 3L);
        assertThat(inTheMiddle.units()).isEqualTo(1);
        assertThat(inTheMiddle.bytes()).isEqualTo(102);
    }

    @Test
    void givesThePreambleOfEachEpochItEnters() {
        fixture.epoch("P1");
        fixture.group(2, 100);
        LogCursor cursor = open();
        assertThat(LogFixture.drain(cursor)).containsExactly("P1", 0L, 1L);
        fixture.epoch("P2");
        fixture.epoch("P3");
        assertThat(cursor.region()).isNull();
        fixture.append(100, false);
        fixture.append(100, false);
        assertThat(LogFixture.drain(cursor)).containsExactly("P3", 2L, 3L);
    }

    @Test
    void givesThePreambleAfterAJumpIntoAnotherEpoch() {
        fixture.epoch("P1");
        fixture.group(2, 100);
        LogCursor cursor = open();
        LogFixture.drain(cursor);
        fixture.epoch("P2");
        turnOver();
        List<Object> found = LogFixture.drain(cursor);
        assertThat(found.get(0)).isEqualTo("P2");
        assertThat(cursor.skipped()).isPositive();
    }

    @Test
    void finishesAPreambleThatWasBegun() {
        fixture.epoch("Preamble");
        fixture.group(2, 100);
        LogCursor cursor = open();
        cursor.region();
        cursor.advance(3);
        assertThat(cursor.openUnitBytes()).isEqualTo(5);
        fixture.epoch("P2");
        turnOver();
        ByteBuffer rest = cursor.region();
        assertThat(rest.remaining()).isEqualTo(5);
        cursor.advance(5);
        assertThat(cursor.openUnitBytes()).isZero();
        assertThat(LogFixture.drain(cursor)).startsWith("P2");
    }

    @Test
    void jumpsToTheNewestKeyUnitWhenLapped() {
        fixture.group(10, 100);
        LogCursor cursor = open();
        cursor.region();
        cursor.advance(250);
        turnOver();
        assertThat(cursor.region().remaining()).as("the unit begun is finished").isEqualTo(50);
        cursor.advance(50);
        long key = log.newestKey().number();
        assertThat(LogFixture.drain(cursor)).startsWith(key);
        assertThat(cursor.skipped()).isEqualTo(key - 3);
        assertThat(cursor.units() + cursor.skipped()).isEqualTo(log.next());
    }

    @Test
    void waitsForTheNextKeyUnitWhenLappedWithoutOne() {
        fixture.group(1, 100);
        LogCursor cursor = open();
        LogFixture.drain(cursor);
        for (int i = 0; i < 20; i++) {
            fixture.append(1 << 20, false);
        }
        assertThat(cursor.region()).isNull();
        fixture.append(100, true);
        assertThat(LogFixture.drain(cursor)).containsExactly(21L);
        assertThat(cursor.skipped()).isEqualTo(20);
    }

    @Test
    void endsAsTooSlowWhenItMustNotSkip() {
        fixture.group(10, 100);
        LogCursor cursor = log.open(Overflow.FAIL);
        cursor.region();
        cursor.advance(250);
        turnOver();
        assertThat(cursor.ended()).isNull();
        cursor.region();
        cursor.advance(50);
        assertThat(cursor.region()).isNull();
        assertThat(cursor.ended()).isEqualTo(Reason.TOO_SLOW);
        assertThat(cursor.skipped()).isZero();
    }

    @Test
    void deliversWhatWasAppendedBeforeTheEnd() {
        fixture.group(500, 20_000);
        LogCursor cursor = open();
        cursor.region();
        log.end(Reason.SHUTDOWN);
        assertThat(cursor.ended()).isNull();
        assertThat(LogFixture.drain(cursor)).hasSize(500);
        assertThat(cursor.ended()).isEqualTo(Reason.SHUTDOWN);
    }

    @Test
    void endsAtOnceWhenNothingIsLeft() {
        LogCursor cursor = open();
        log.end(Reason.REMOVED);
        assertThat(cursor.ended()).isEqualTo(Reason.REMOVED);
        fixture.append(100, true);
        assertThat(cursor.region()).isNull();
    }

    @Test
    void doesNotEndInTheMiddleOfAUnit() {
        fixture.append(100, true);
        LogCursor cursor = open();
        cursor.region();
        cursor.advance(99);
        log.end(Reason.REMOVED);
        assertThat(cursor.ended()).isNull();
        cursor.region();
        cursor.advance(1);
        assertThat(cursor.ended()).isEqualTo(Reason.REMOVED);
    }

    @Test
    void askingForTheEndLeavesTheRegionAsItIs() {
        fixture.group(3, 100);
        LogCursor cursor = open();
        ByteBuffer region = cursor.region();
        log.end(Reason.REMOVED);
        assertThat(cursor.ended()).isNull();
        assertThat(region.remaining()).isEqualTo(300);
        cursor.advance(300);
        assertThat(cursor.ended()).isEqualTo(Reason.REMOVED);
    }

    @Test
    void givesNothingAfterItWasClosed() {
        fixture.group(3, 100);
        LogCursor cursor = open();
        ByteBuffer region = cursor.region();
        cursor.close();
        cursor.close();
        assertThat(cursor.region()).isNull();
        assertThat(cursor.ended()).isNotNull();
        assertThat(LogFixture.readUnit(region)).as("bytes stay valid").isZero();
    }

    @Test
    void allocatesNothingWhileItReadsOneSegment() {
        var bean = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        fixture.append(50, true);
        LogCursor cursor = open();
        long allocated = 0;
        for (int i = 0; i < 2000; i++) {
            fixture.append(50, false);
            long before = bean.getCurrentThreadAllocatedBytes();
            cursor.advance(cursor.region().remaining());
            cursor.region();
            cursor.ended();
            allocated += i < 10 ? 0 : bean.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isLessThan(1000);
    }

    private void turnOver() {
        for (int group = 0; group < 5; group++) {
            fixture.nowNs += 3 * SECOND;
            fixture.group(10, 100);
        }
    }
}
