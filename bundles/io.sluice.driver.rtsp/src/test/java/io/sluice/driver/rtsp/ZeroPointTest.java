/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import org.junit.jupiter.api.Test;

final class ZeroPointTest {
    private static final long S = 1_000_000_000L;
    private static final long WALL = 1_700_000_000L * S;

    private final ZeroPoint zero = new ZeroPoint();
    private final ZeroPoint.Track video = zero.new Track(90_000, true);
    private final ZeroPoint.Track audio = zero.new Track(8000, false);

    private static AccessUnit unit(long pts, long wallNs) {
        return AccessUnit.of(new byte[1], pts, AccessUnit.UNKNOWN, true, wallNs);
    }

    private static AccessUnit unit(long pts) {
        return unit(pts, AccessUnit.UNKNOWN);
    }

    @Test
    void countsFromTheArrivalOfTheFirstPacket() {
        video.begin(1_000_000, 5 * S, null);
        audio.begin(77, 5 * S + S / 2, null);
        assertThat(video.place(unit(1_000_000)).pts()).isZero();
        assertThat(audio.place(unit(77)).pts()).isEqualTo(4000);
    }

    @Test
    void takesTimeStampsAsUnsigned() {
        video.begin(-10, 5 * S, null);
        assertThat(video.place(unit(0xFFFF_FFF6L)).pts()).isZero();
        assertThat(video.place(unit(0x1_0000_0100L)).pts()).isEqualTo(0x10A);
    }

    @Test
    void believesRtpInfoWhenItIsNear() {
        video.begin(1_000_000, 5 * S, 1_000_000 - 9000);
        audio.begin(77, 6 * S, 123_456_789);
        assertThat(video.place(unit(1_000_000)).pts()).isEqualTo(9000);
        assertThat(audio.place(unit(77)).pts()).isEqualTo(8000);
    }

    @Test
    void followsTheSendersClockFromTheFirstReportsOn() {
        video.begin(0, 0, null);
        audio.begin(0, 0, null);
        assertThat(audio.place(unit(800, WALL)).pts()).isEqualTo(800); // the reference has no clock yet
        assertThat(video.place(unit(9000, WALL)).pts()).isEqualTo(9000); // zero is WALL - 0.1 s
        AccessUnit later = audio.place(unit(1600, WALL + S)); // 1.1 s after zero
        assertThat(later.pts()).isEqualTo(8800);
        assertThat(later.wallClockNs()).isEqualTo(WALL + S);
        // A clock that steps later changes nothing any more.
        assertThat(audio.place(unit(2400, WALL + 9 * S)).pts()).isEqualTo(9600);
    }

    @Test
    void neverGoesBackBehindWhatWasDelivered() {
        video.begin(0, 0, null);
        audio.begin(0, 0, null);
        assertThat(video.place(unit(0, WALL))).isNotNull();
        assertThat(audio.place(unit(8000)).pts()).isEqualTo(8000);
        // It was captured half a second before it seemed.
        assertThat(audio.place(unit(8160, WALL + S / 2 + S / 50))).isNull();
        assertThat(audio.place(unit(12_160)).pts()).isEqualTo(8160);
    }

    @Test
    void doesNotBelieveClocksThatAreFarApartOrNeverSet() {
        video.begin(0, 0, null);
        audio.begin(0, 0, null);
        assertThat(video.place(unit(0, WALL))).isNotNull();
        assertThat(audio.place(unit(160, WALL + 3600 * S)).pts()).isEqualTo(160);

        var other = new ZeroPoint();
        ZeroPoint.Track unset = other.new Track(90_000, true);
        unset.begin(0, 0, null);
        assertThat(unset.place(unit(0, 5 * S)).wallClockNs()).isEqualTo(AccessUnit.UNKNOWN);
    }

    @Test
    void followsADriftAndIsNeverFurtherApartThanLipsAllow() {
        video.begin(0, 0, null);
        audio.begin(0, 0, null);
        double worstMs = 0;
        long last = -1;
        // An hour in which the clock of the sound is 50 ppm fast: 180 ms.
        for (int i = 0; i < 3600 * 50; i++) {
            long ns = i * 20_000_000L;
            if (i % 2 == 0) {
                video.place(unit(ns / 1000 * 9 / 100, WALL + ns));
            }
            AccessUnit sound = audio.place(unit(Math.round(i * 160 * 1.00005), WALL + ns));
            assertThat(sound).isNotNull();
            assertThat(sound.pts()).isGreaterThan(last);
            last = sound.pts();
            worstMs = Math.max(worstMs, Math.abs(sound.pts() / 8.0 - ns / 1e6));
        }
        assertThat(worstMs).isLessThan(40);
    }

    @Test
    void aClockThatIsSetDoesNotTearTheTracksApart() {
        video.begin(0, 0, null);
        audio.begin(0, 0, null);
        for (int i = 0; i < 3000; i++) {
            long ns = i * 20_000_000L;
            // The camera's clock is set by two seconds; the report of the sound tells five seconds later.
            video.place(unit(ns / 1000 * 9 / 100, WALL + ns + (i < 1000 ? 0 : 2 * S)));
            AccessUnit sound = audio.place(unit(i * 160L, WALL + ns + (i < 1250 ? 0 : 2 * S)));
            assertThat(sound.pts()).isEqualTo(i * 160L);
        }
    }

    @Test
    void secondsSinceTheStartOfACameraAreNoWallClock() {
        video.begin(0, 0, null);
        assertThat(video.place(unit(0, 2_085_978_500L * S)).wallClockNs()).isEqualTo(AccessUnit.UNKNOWN);
    }
}
