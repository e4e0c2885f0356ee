/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import org.junit.jupiter.api.Test;

class PublisherTimesTest {
    private static final long MS = 1_000_000;
    private static final long WALL = 1_700_000_000_000L * MS;

    private final PublisherTimes times = new PublisherTimes();
    private final PublisherTimes.OfTrack video = times.track(90_000);
    private final PublisherTimes.OfTrack audio = times.track(8_000);

    private static AccessUnit unit(long pts, long wallClockNs) {
        return AccessUnit.of(new byte[1], pts, AccessUnit.UNKNOWN, true, wallClockNs);
    }

    @Test
    void withoutReportsTracksBeginWhenTheirFirstUnitArrives() {
        assertThat(video.place(unit(5_000_000, AccessUnit.UNKNOWN), 0).pts()).isZero();
        assertThat(video.place(unit(5_003_600, AccessUnit.UNKNOWN), 45 * MS).pts())
                .isEqualTo(3_600);
        assertThat(audio.place(unit(77, AccessUnit.UNKNOWN), 100 * MS).pts()).isEqualTo(800);
    }

    @Test
    void reportsPutTracksInStepWhateverTheirArrival() {
        assertThat(video.place(unit(1_000, WALL), 0).pts()).isZero();
        // Arrives with the video, was captured 250 ms before it.
        assertThat(audio.place(unit(9_000, WALL - 250 * MS), 0).pts()).isEqualTo(-2_000);
    }

    @Test
    void aReportThatComesLaterMovesTheTrackOnce() {
        video.place(unit(1_000, AccessUnit.UNKNOWN), 0);
        audio.place(unit(0, AccessUnit.UNKNOWN), 0);

        assertThat(video.place(unit(91_000, WALL), 1_000 * MS).pts()).isEqualTo(90_000);
        assertThat(audio.place(unit(8_000, WALL + 100 * MS), 1_000 * MS).pts()).isEqualTo(8_800);
        assertThat(audio.place(unit(8_160, WALL + 130 * MS), 1_020 * MS).pts()).isEqualTo(8_960);
    }

    @Test
    void clocksThatHaveNothingToDoWithEachOtherAreLeftAlone() {
        video.place(unit(0, WALL), 0);

        assertThat(audio.place(unit(0, WALL + 3_600_000 * MS), 20 * MS).pts()).isEqualTo(160);
    }

    @Test
    void wallClocksOfTheSenderArePassedOn() {
        assertThat(video.place(unit(0, WALL), 0).wallClockNs()).isEqualTo(WALL);
    }
}
