/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.lib.rtpstream.PublisherTimes;
import org.jspecify.annotations.Nullable;

/** Works out the moment of the source's time zero before the first unit goes on. On the loop. */
final class TimedSink implements TrackSink {
    private final TrackSink sink;
    private final PublisherTimes times;
    private final @Nullable LegClock clock;
    private boolean told;

    TimedSink(TrackSink sink, PublisherTimes times, @Nullable LegClock clock) {
        this.sink = sink;
        this.times = times;
        this.clock = clock;
    }

    @Override
    public Delivery deliver(AccessUnit unit) {
        if (!told && clock != null) {
            told = true;
            long zeroWallNs = times.zeroWallNs();
            long zeroNs = clock.zeroNs().getAsLong();
            if (zeroWallNs != AccessUnit.UNKNOWN && zeroNs != AccessUnit.UNKNOWN) {
                clock.given().accept(zeroNs + zeroWallNs - clock.startNs());
            }
        }
        // The program's wall clock says nothing about when the media was captured.
        return sink.deliver(unit.shifted(0, AccessUnit.UNKNOWN));
    }

    @Override
    public void codec(Codec codec) {
        sink.codec(codec);
    }
}
