/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lib.rtp.SteadyTime.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 25 pictures a second at 90 kHz. */
final class SteadyTimeTest {
    private static final long MS = 1_000_000;
    private static final int STEP = 3600;
    private static final long FRAME_NS = 40 * MS;

    private final SteadyTime time = new SteadyTime(90_000, true);
    private final List<Long> times = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private long raw = 10_000;
    private long nowNs = 5_000 * MS;

    private long place(boolean ordered) {
        long placed = time.place(raw, ordered, nowNs);
        times.add(placed);
        if (time.change() != Change.NONE) {
            changes.add(time.change());
        }
        return placed;
    }

    private void play(int pictures, long step, long frameNs) {
        for (int i = 0; i < pictures; i++) {
            raw += step;
            nowNs += frameNs;
            place(true);
        }
    }

    private void assertNoGapAbove(long ticks) {
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1))
                    .as("gap before unit " + i)
                    .isBetween(1L, ticks);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {324_000_000, -90_000, -18_000, 180_000, -7_000_000_000L, 4_000_000_000L})
    void goesOnWhereItWasAfterAJump(long jump) {
        play(100, STEP, FRAME_NS);
        raw += jump;
        play(100, STEP, FRAME_NS);
        assertThat(changes).containsExactly(Change.JUMPED);
        assertNoGapAbove(STEP);
    }

    @Test
    void slipsAreNoJumps() {
        for (int i = 0; i < 200; i++) {
            play(1, i % 4 == 0 ? -1000 : i % 4 == 1 ? STEP + 1000 + STEP : STEP, FRAME_NS);
        }
        assertThat(changes).isEmpty();
        assertThat(times.get(199)).isEqualTo(raw);
        assertNoGapAbove(3 * STEP);
    }

    @Test
    void goesOnAfterAJumpBackOfPicturesThatMayBeReordered() {
        long[] pattern = {0, 4, 2, 1, 3};
        for (int i = 0; i < 200; i++) {
            long jump = i < 100 ? 0 : -90_000;
            raw = 10_000 + jump + (i / 4 * 4L + (i % 4 == 0 ? 0 : pattern[i % 4 + 1])) * STEP;
            nowNs += FRAME_NS;
            place(false);
        }
        assertThat(changes).containsExactly(Change.JUMPED);
        // Before and after, the pattern is untouched.
        assertThat(times.get(199) - times.get(103)).isEqualTo(96L * STEP);
        assertThat(times.get(99) - times.get(3)).isEqualTo(96L * STEP);
    }

    @Test
    void changesNothingWhateverANetworkDoes() {
        var random = new Random(7);
        long captured = nowNs;
        long arrival = nowNs;
        for (int i = 0; i < 5000; i++) {
            long dropped = random.nextInt(300) == 0 ? 50 : 0;
            raw += (1 + dropped) * STEP;
            captured += (1 + dropped) * FRAME_NS;
            // Held back for seconds from time to time, and then all at once; the camera dropped some meanwhile.
            long held = random.nextInt(500) == 0 ? random.nextInt(8000) * MS : random.nextInt(30) * MS;
            arrival = Math.max(arrival + 10_000, captured + held);
            nowNs = arrival;
            assertThat(place(true))
                    .as("unit %s at %s ms, captured %s", i, nowNs / MS, captured / MS)
                    .isEqualTo(raw);
        }
        assertThat(changes).isEmpty();
    }

    @Test
    void believesTheBurstThatACameraBeginsWith() {
        play(250, STEP, MS);
        play(500, STEP, FRAME_NS);
        assertThat(changes).isEmpty();
        assertThat(times.get(749)).isEqualTo(raw);
    }

    @Test
    void believesASlowNetworkForAWhileAndItsBacklog() {
        play(100, STEP, FRAME_NS);
        play(200, STEP, 2 * FRAME_NS);
        play(200, STEP, MS);
        play(200, STEP, FRAME_NS);
        assertThat(changes).isEmpty();
    }

    @Test
    void toleratesAPictureEverySeconds() {
        for (int i = 0; i < 50; i++) {
            play(1, 5 * 90_000, 5000 * MS);
        }
        assertThat(changes).isEmpty();
        assertThat(times.get(49)).isEqualTo(raw);
    }

    @Test
    void takesTheArrivalWhenTimeStampsAreFrozen() {
        play(1, STEP, FRAME_NS);
        long first = times.get(0);
        play(26, 0, FRAME_NS);
        assertThat(changes).containsExactly(Change.FROZEN);
        play(50, 0, FRAME_NS);
        assertThat(times).isSorted().doesNotHaveDuplicates();
        // What was lost in the first second is made good.
        assertThat(times.get(76) - first).isBetween(75L * STEP, 77L * STEP);
        assertThat(changes).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {40, 320, 1000, 90_000})
    void takesTheArrivalWhenTheRateIsWrong(long step) {
        play(500, step, FRAME_NS);
        assertThat(changes).containsExactly(Change.WRONG_RATE);
        long[] last = {times.get(499), times.get(399)};
        assertThat(last[0] - last[1]).isBetween(99L * STEP, 101L * STEP);
        assertThat(times).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void believesAClockThatWasMended() {
        play(500, 40, FRAME_NS);
        play(300, STEP, FRAME_NS);
        assertThat(changes).containsExactly(Change.WRONG_RATE, Change.RECOVERED);
        assertThat(times).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void placesAnotherSenderByItsArrival() {
        play(50, STEP, FRAME_NS);
        time.restart();
        raw = 7;
        nowNs += 2000 * MS;
        long before = times.get(49);
        assertThat(place(true) - before).isEqualTo(180_000);
        play(50, STEP, FRAME_NS);
        assertThat(changes).isEmpty();
    }
}
