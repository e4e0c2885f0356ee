/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.mission;

import io.sluice.testkit.Await;
import io.sluice.testkit.rtsp.ChannelCounts;
import io.sluice.testkit.rtsp.RtspReader;
import java.time.Duration;

/** What a viewer sees and hears. */
final class Viewers {
    private Viewers() {}

    /** Access units, or packets of sound, of a codec so far. */
    static long units(RtspReader reader, String codec) {
        return reader.counts().stream()
                .filter(counts -> counts.codec().equalsIgnoreCase(codec))
                .mapToLong(ChannelCounts::units)
                .sum();
    }

    /** Waits for more of it than there is now. */
    static void awaitMore(RtspReader reader, String codec, long more, Duration limit) {
        long before = units(reader, codec);
        Await.until(
                () -> more + " more of " + codec + "; it has " + reader.counts() + ", " + reader,
                limit,
                () -> units(reader, codec) >= before + more);
    }

    static void awaitPicturesAndSound(RtspReader reader, long pictures, long packets, Duration limit) {
        Await.until(
                () -> pictures + " pictures and " + packets + " packets of Opus; it has " + reader.counts() + ", "
                        + reader,
                limit,
                () -> units(reader, "H264") >= pictures && units(reader, "opus") >= packets);
    }

    static boolean hasEnded(RtspReader reader) {
        return reader.state() == RtspReader.State.ENDED;
    }
}
