/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineTest {
    private static final long ZERO_NS = 5_000_000_000_000L;
    private static final long WALL_NS = 1_767_225_600_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long UNKNOWN = AccessUnit.UNKNOWN;
    private static final int VIDEO = 90_000;
    private static final int AUDIO = 48_000;

    private final Timeline timeline = new Timeline(ZERO_NS, WALL_NS);
    private final Timeline.Track video = new Timeline.Track();
    private final Timeline.Track audio = new Timeline.Track();
    private Timeline.Generation generation = new Timeline.Generation();

    private AccessUnit video(long pts, long dts, double atSeconds) {
        return timeline.rebase(video, generation, unit(pts, dts, UNKNOWN), VIDEO, false, arrival(atSeconds));
    }

    private AccessUnit audio(long pts, double atSeconds) {
        return timeline.rebase(audio, generation, unit(pts, UNKNOWN, UNKNOWN), AUDIO, true, arrival(atSeconds));
    }

    private static AccessUnit unit(long pts, long dts, long wallNs) {
        return AccessUnit.of(new byte[1], pts, dts, true, wallNs);
    }

    private static long arrival(double seconds) {
        return ZERO_NS + (long) (seconds * SECOND);
    }

    @Test
    void putsTheFirstUnitOfAGenerationAtItsArrival() {
        assertThat(video(123_456_789, UNKNOWN, 2.0).pts()).isEqualTo(2 * VIDEO);
        assertThat(video(123_456_789 + 3000, UNKNOWN, 2.1).pts()).isEqualTo(2 * VIDEO + 3000);
    }

    @Test
    void aGenerationThatKnowsItsZeroIsPutThereWheneverItComes() {
        generation.zero(arrival(1.0));
        assertThat(audio(AUDIO / 2, 2.7).pts()).isEqualTo(AUDIO * 3 / 2);
        assertThat(video(VIDEO, UNKNOWN, 2.8).pts()).isEqualTo(2 * VIDEO);
    }

    @Test
    void aZeroThatCannotBeIsNotBelieved() {
        generation.zero(arrival(-60));
        assertThat(audio(0, 2.0).pts()).isEqualTo(2 * AUDIO);
    }

    @Test
    void whatHasNoWallClockGoesByThatOfTheStream() {
        AccessUnit seen = timeline.rebase(video, generation, unit(0, UNKNOWN, 5 * SECOND), VIDEO, false, arrival(1));
        assertThat(seen.wallClockNs()).isEqualTo(5 * SECOND);
        assertThat(audio(AUDIO, 2).wallClockNs()).isEqualTo(6 * SECOND);
    }

    @Test
    void keepsTheDistanceBetweenTheTracksOfAGeneration() {
        video(90_000, UNKNOWN, 1.0);
        // Half a second later in the source's time, whenever it comes.
        assertThat(audio(72_000, 1.1).pts()).isEqualTo(AUDIO + AUDIO / 2);
    }

    @Test
    void keepsDecodingOrderWhereUnitsArePresentedInAnother() {
        video(10_000, 1000, 1.0);
        AccessUnit p = video(19_000, 4000, 1.1);
        AccessUnit b = video(13_000, 7000, 1.2);
        assertThat(b.pts()).isEqualTo(p.pts() - 6000);
        assertThat(b.dts()).isEqualTo(p.dts() + 3000);
    }

    @Test
    void keepsDecodingOrderAcrossUnitsWithoutADecodingTime() {
        AccessUnit first = video(90_000, 90_000, 1.0);
        video(60_000, UNKNOWN, 1.1);
        assertThat(video(80_000, 80_000, 1.2).dts()).isGreaterThan(first.dts());
    }

    @Test
    void leavesUnknownDecodingTimesUnknown() {
        video(10_000, UNKNOWN, 1.0);
        video(19_000, UNKNOWN, 1.1);
        AccessUnit b = video(13_000, UNKNOWN, 1.2);
        assertThat(b.dts()).isEqualTo(UNKNOWN);
        assertThat(b.pts()).isEqualTo(VIDEO + 3000);
    }

    @Test
    void followsTheSourcesClockNotTheJitterOfArrival() {
        video(0, UNKNOWN, 0);
        double[] jitter = {0.1, 3.0, 3.0, 3.1, 3.9, 4.0};
        for (int i = 0; i < jitter.length; i++) {
            assertThat(video((i + 1) * 3000L, UNKNOWN, jitter[i]).pts()).isEqualTo((i + 1) * 3000L);
        }
        assertThat(timeline.rebases()).isZero();
    }

    @Test
    void toleratesAClockThatDriftsForDays() {
        // 200 ppm slow: after two days it is 34 s behind.
        for (int second = 0; second < 2 * 86_400; second++) {
            video(Math.round(0.9998 * second * VIDEO), UNKNOWN, second);
        }
        assertThat(timeline.rebases()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        // source jumps by s, arrival by s, expected stream time in s
        "3600,    0.04, 1.04",
        "-3600,   0.04, 1.04",
        "10.5,    0.04, 1.04",
        "9.5,     0.04, 10.5",
        "0.04,    12.0, 13.0",
        "0.04,    9.0,  1.04",
        "60,      60.0, 61.0",
        "-47721,  0.04, 1.04"
    })
    void rebasesAJumpWithinAGeneration(double source, double arrival, double expected) {
        long base = 50_000L * VIDEO;
        video(base, UNKNOWN, 1.0);
        long pts =
                video(base + Math.round(source * VIDEO), UNKNOWN, 1.0 + arrival).pts();
        assertThat(pts).isCloseTo(Math.round(expected * VIDEO), org.assertj.core.data.Offset.offset(2L));
        assertThat(timeline.rebases()).isEqualTo(Math.abs(source - arrival) > 10 ? 1 : 0);
    }

    @Test
    void keepsTracksTogetherWhenBothJump() {
        video(0, UNKNOWN, 1.0);
        audio(0, 1.0);
        long jump = 7200;
        video(jump * VIDEO + 9000, UNKNOWN, 1.1);
        // A last one of before the jump, then its own jump.
        assertThat(audio(960, 1.1).pts()).isEqualTo(AUDIO + 960);
        long shift = audio(jump * AUDIO + 4800 + 480, 1.12).pts();
        assertThat(shift).isEqualTo(Math.round(1.1 * AUDIO) + 480);
        assertThat(timeline.rebases()).isEqualTo(1);
    }

    @Test
    void bringsATrackWithAnotherZeroPointToTheOthers() {
        video(0, UNKNOWN, 1.0);
        assertThat(audio(99_999_999_999L, 1.2).pts()).isEqualTo(Math.round(1.2 * AUDIO));
        assertThat(video(3000, UNKNOWN, 1.3).pts()).isEqualTo(VIDEO + 3000);
        assertThat(audio(99_999_999_999L + 960, 1.3).pts()).isEqualTo(Math.round(1.2 * AUDIO) + 960);
    }

    @Test
    void goesOnAcrossGenerations() {
        video(0, 0, 1.0);
        video(3000, 3000, 1.1);
        generation = new Timeline.Generation();
        AccessUnit first = video(777_777, 777_777, 9.0);
        assertThat(first.pts()).isEqualTo(9 * VIDEO);
    }

    @Test
    void neverGoesBackWhenTheSourceWasAheadOfItsArrival() {
        video(0, 0, 1.0);
        AccessUnit ahead = video(5 * VIDEO + 3000, 5 * VIDEO, 1.1);
        generation = new Timeline.Generation();
        AccessUnit first = video(0, 0, 2.0);
        assertThat(first.dts()).isEqualTo(ahead.pts() + 1);
        // The whole generation moves, so that sound stays with the pictures.
        AccessUnit sound = audio(0, 2.0);
        assertThat(sound.pts()).isEqualTo(Timeline.ticks(Timeline.nanos(first.pts(), VIDEO), AUDIO));
    }

    @Test
    void movesTheWholeGenerationWhenALaterTrackWouldGoBack() {
        audio(0, 1.0);
        long ahead = audio(5 * AUDIO, 1.1).pts();
        generation = new Timeline.Generation();
        video(0, 0, 2.0);
        long sound = audio(0, 2.0).pts();
        assertThat(sound).isEqualTo(ahead + 1);
        long picture = video(3000, 3000, 2.1).pts();
        assertThat(Timeline.nanos(picture, VIDEO) - Timeline.nanos(sound, AUDIO))
                .isCloseTo(SECOND / 30, org.assertj.core.data.Offset.offset(20_000L));
    }

    @Test
    void straightensASlipOfTheDecodingTime() {
        video(3000, 3000, 1.0);
        AccessUnit second = video(6000, 6000, 1.1);
        AccessUnit slip = video(5000, 5000, 1.2);
        assertThat(slip.dts()).isEqualTo(second.dts() + 1);
        assertThat(slip.pts()).isEqualTo(slip.dts());
        assertThat(video(12_000, 12_000, 1.3).dts()).isEqualTo(second.dts() + 6000);
    }

    @Test
    void rebasesADecodingTimeThatGoesBackForGood() {
        video(5 * VIDEO, 5 * VIDEO, 1.0);
        AccessUnit second = video(5 * VIDEO + 3000, 5 * VIDEO + 3000, 1.1);
        AccessUnit back = video(0, 0, 1.2);
        assertThat(timeline.rebases()).isEqualTo(1);
        assertThat(back.dts()).isGreaterThan(second.dts());
        assertThat(video(3000, 3000, 1.3).dts()).isEqualTo(back.dts() + 3000);
    }

    @Test
    void givesSoundStrictlyRisingTimes() {
        long first = audio(960, 1.0).pts();
        assertThat(audio(960, 1.0).pts()).isEqualTo(first + 1);
        assertThat(audio(1920, 1.0).pts()).isEqualTo(first + 960);
    }

    @Test
    void followsAChangeOfTheClockRate() {
        AccessUnit first = audio(0, 1.0);
        AccessUnit next =
                timeline.rebase(audio, generation, unit(8000 / 10, UNKNOWN, UNKNOWN), 8000, true, arrival(1.1));
        assertThat(Timeline.nanos(next.pts(), 8000) - Timeline.nanos(first.pts(), AUDIO))
                .isEqualTo(SECOND / 10);
    }

    @Test
    void alwaysSaysTheWallClock() {
        assertThat(video(500, UNKNOWN, 2.0).wallClockNs()).isEqualTo(WALL_NS + 2 * SECOND);
        assertThat(video(500 + 45_000, UNKNOWN, 2.9).wallClockNs()).isEqualTo(WALL_NS + 2 * SECOND + SECOND / 2);
        AccessUnit known =
                timeline.rebase(video, generation, unit(500 + 90_000, UNKNOWN, 42), VIDEO, false, arrival(3));
        assertThat(known.wallClockNs()).isEqualTo(42);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 90000, 0",
        "90000, 90000, 1000000000",
        "-45000, 90000, -500000000",
        "1, 48000, 20833",
        "283824000000000, 90000, 3153600000000000000",
        "9223372036854775807, 90000, 4000000000000000000",
        "-9223372036854775808, 1, -4000000000000000000",
        "2147483646, 2147483647, 999999999"
    })
    void convertsTicksForYearsWithoutOverflow(long ticks, int rateHz, long ns) {
        assertThat(Timeline.nanos(ticks, rateHz)).isEqualTo(ns);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 90000, 0",
        "1000000000, 90000, 90000",
        "-500000000, 90000, -45000",
        "20833, 48000, 1",
        "3153600000000000000, 90000, 283824000000000",
        "999999999, 2147483647, 2147483645"
    })
    void convertsNanosecondsToTheNearestTick(long ns, int rateHz, long ticks) {
        assertThat(Timeline.ticks(ns, rateHz)).isEqualTo(ticks);
    }

    @ParameterizedTest
    @CsvSource({"9223372036854770000", "-9223372036854770000", "4611686018427387904"})
    void bearsNumbersBeyondAllYears(long pts) {
        assertThat(video(pts, UNKNOWN, 1.0).pts()).isEqualTo(VIDEO);
        assertThat(video(pts + 3000, UNKNOWN, 1.1).pts()).isEqualTo(VIDEO + 3000);
        assertThat(video(0, UNKNOWN, 1.2).pts()).isEqualTo(Math.round(1.2 * VIDEO));
    }
}
