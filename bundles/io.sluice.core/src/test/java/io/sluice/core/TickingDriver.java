/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.core.driver.DriverHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A driver whose sources give a key unit every millisecond, from one thread; counts what is open. */
final class TickingDriver implements DriverHandle, AutoCloseable {
    final AtomicInteger opens = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    /** Opens wait for it, when it is set. */
    volatile @Nullable CountDownLatch gate;

    private final Set<Ticking> open = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::tick, "ticking-driver");
    private final CountDownLatch closed = new CountDownLatch(1);

    TickingDriver() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Opened open(Source source, ProducerContext context) throws Exception {
        opens.incrementAndGet();
        CountDownLatch wait = gate;
        if (wait != null) {
            wait.await(5, TimeUnit.SECONDS);
        }
        var producer = new Ticking(context.track(MediaKind.VIDEO, Codec.of(Codec.H264, 90_000, 0)));
        context.tracksComplete();
        open.add(producer);
        mostAtOnce.accumulateAndGet(open.size(), Math::max);
        return new Opened.Producing(producer);
    }

    @Override
    public void release() {}

    int openNow() {
        return open.size();
    }

    private void tick() {
        try {
            while (!closed.await(1, TimeUnit.MILLISECONDS)) {
                open.forEach(Ticking::deliver);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private final class Ticking implements Producer {
        private final TrackSink sink;
        private final AtomicLong pts = new AtomicLong();

        Ticking(TrackSink sink) {
            this.sink = sink;
        }

        void deliver() {
            sink.deliver(AccessUnit.of(new byte[] {0, 0, 0, 2, 0x65, 1}, pts.addAndGet(90), true));
        }

        @Override
        public void close() {
            open.remove(this);
        }
    }
}
