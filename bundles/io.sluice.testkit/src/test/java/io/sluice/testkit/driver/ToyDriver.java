/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.driver;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A driver that keeps its contract, except for the vices it is told to have. */
final class ToyDriver implements Driver {
    enum Vice {
        LEAKS_A_THREAD,
        CLOSE_HANGS,
        DELIVERS_AFTER_CLOSE,
        IGNORES_OPTIONS,
        THROWS_FOR_BROKEN_SOURCES,
        TIME_GOES_BACK,
        STARTS_WITHOUT_KEY
    }

    private final Set<Vice> vices;
    private volatile boolean released;

    ToyDriver(Set<Vice> vices) {
        this.vices = vices;
    }

    /** Ends what hangs or runs on purpose. */
    void release() {
        released = true;
    }

    @Override
    public Opened open(Source source, ProducerContext context) {
        if (source.option("no-such-option") != null && !vices.contains(Vice.IGNORES_OPTIONS)) {
            return new Opened.Refused(Reason.INVALID, "toy: knows no option no-such-option", Opened.Retry.NO);
        }
        if (source.raw().contains("broken")) {
            if (vices.contains(Vice.THROWS_FOR_BROKEN_SOURCES)) {
                throw new IllegalStateException("broken");
            }
            return new Opened.Refused(Reason.REFUSED, "nobody is there", Opened.Retry.YES);
        }
        return new Opened.Producing(new Toy(context));
    }

    private final class Toy implements Producer, Runnable {
        private final ProducerContext context;
        private final Thread thread = new Thread(this, "sluice-toy");
        private volatile boolean closed;

        Toy(ProducerContext context) {
            this.context = context;
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void run() {
            TrackSink video = context.track(MediaKind.VIDEO, Codec.of(Codec.H264, 90_000, 0));
            TrackSink audio = context.track(MediaKind.AUDIO, Codec.of(Codec.PCMA, 8_000, 1));
            context.tracksComplete();
            int start = vices.contains(Vice.STARTS_WITHOUT_KEY) ? 1 : 0;
            for (int i = start; !over(); i++) {
                long pts = vices.contains(Vice.TIME_GOES_BACK) && i == 2 ? 0 : i * 3600L;
                video.deliver(AccessUnit.of(new byte[] {1, 2, 3}, pts, pts, i % 10 == 0, AccessUnit.UNKNOWN));
                audio.deliver(AccessUnit.of(new byte[] {1}, i * 320L, true));
                LockSupport.parkNanos(1_000_000);
            }
        }

        private boolean over() {
            boolean left = vices.contains(Vice.LEAKS_A_THREAD);
            boolean late = vices.contains(Vice.DELIVERS_AFTER_CLOSE);
            return released || !left && (context.cancelled() || closed && !late);
        }

        @Override
        public void close() throws InterruptedException {
            closed = true;
            LockSupport.unpark(thread);
            while (vices.contains(Vice.CLOSE_HANGS) && !released && !Thread.interrupted()) {
                LockSupport.parkNanos(1_000_000);
            }
            if (!vices.contains(Vice.LEAKS_A_THREAD) && !vices.contains(Vice.DELIVERS_AFTER_CLOSE)) {
                thread.join(1_000);
            }
        }
    }
}
