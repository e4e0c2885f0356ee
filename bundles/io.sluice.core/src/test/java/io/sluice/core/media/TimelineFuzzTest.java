/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.AccessUnit;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Z-14: whatever times a source gives its units, decoding times only go on, come before presentation times, and keep
 * their distance. Each step of the data is one unit: what it does in one byte, then times.
 */
class TimelineFuzzTest {
    private static final int AUDIO = 0x01;
    private static final int NEW_GENERATION = 0x02;
    private static final int HAS_DTS = 0x04;
    private static final int FAR = 0x08;
    private static final int OTHER_RATE = 0x10;
    private static final int LATE = 0x20;
    private static final int[] RATES = {90_000, 48_000, 44_100, 8_000, 1, 1_000_000_000};

    static Stream<byte[]> seeds() {
        var plain = ByteBuffer.allocate(200);
        var jumps = ByteBuffer.allocate(300);
        for (short i = 0; i < 20; i++) {
            plain.put((byte) (i % 3 == 0 ? AUDIO : HAS_DTS))
                    .putShort((short) 3000)
                    .put((byte) 40)
                    .put((byte) 10);
            jumps.put((byte) (FAR | (i % 5 == 0 ? NEW_GENERATION | OTHER_RATE : LATE)))
                    .putLong(i % 2 == 0 ? i * 1_000_000_000L : -i)
                    .put((byte) i)
                    .put((byte) 1);
        }
        return Stream.of(plain, jumps).map(buffer -> {
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            return bytes;
        });
    }

    @MethodSource("seeds")
    @FuzzTest
    void onlyGoesOn(byte[] data) {
        Limits.hold(data.length, () -> check(ByteBuffer.wrap(data)));
    }

    private static void check(ByteBuffer in) {
        var timeline = new Timeline(5_000_000_000L, 1_700_000_000_000_000_000L);
        var generation = new Timeline.Generation();
        List<Followed> tracks = List.of(new Followed(false), new Followed(true));
        long arrivalNs = 5_000_000_000L;
        while (in.remaining() >= 12) {
            int what = in.get();
            generation = (what & NEW_GENERATION) != 0 ? new Timeline.Generation() : generation;
            Followed followed = tracks.get(what & AUDIO);
            followed.source += (what & FAR) != 0 ? in.getLong() : in.getShort();
            arrivalNs += ((what & LATE) != 0 ? 1_000_000_000L : 1_000_000L) * (in.get() & 0xFF);
            long ahead = in.get() & 0xFF;
            if ((what & OTHER_RATE) != 0) {
                followed.rate = (followed.rate + 1) % RATES.length;
            }
            // Half of all numbers: further apart no two times are.
            followed.source = followed.source >> 2;
            long dts = (what & HAS_DTS) != 0 ? followed.source : AccessUnit.UNKNOWN;
            var unit = AccessUnit.of(new byte[1], followed.source + ahead, dts, true, AccessUnit.UNKNOWN);
            followed.check(
                    unit,
                    timeline.rebase(
                            followed.track, generation, unit, RATES[followed.rate], followed.ordered, arrivalNs));
        }
    }

    /** One track, and what was given of it. */
    private static final class Followed {
        private final Timeline.Track track = new Timeline.Track();
        private final boolean ordered;
        private final List<Long> given = new ArrayList<>();
        private int rate;
        private int rateBefore;
        private long source;

        Followed(boolean ordered) {
            this.ordered = ordered;
        }

        void check(AccessUnit in, AccessUnit out) {
            assertThat(out.wallClockNs()).isNotEqualTo(AccessUnit.UNKNOWN);
            assertThat(out.dts() == AccessUnit.UNKNOWN).isEqualTo(in.dts() == AccessUnit.UNKNOWN);
            if (out.dts() != AccessUnit.UNKNOWN) {
                assertThat(out.pts() - out.dts()).isEqualTo(in.pts() - in.dts());
            }
            if (rate != rateBefore) {
                given.clear();
                rateBefore = rate;
            }
            if (ordered || out.dts() != AccessUnit.UNKNOWN) {
                long decoded = out.dts() == AccessUnit.UNKNOWN ? out.pts() : out.dts();
                if (!given.isEmpty()) {
                    assertThat(decoded).isGreaterThan(given.get(given.size() - 1));
                }
                given.add(decoded);
            }
        }
    }
}
