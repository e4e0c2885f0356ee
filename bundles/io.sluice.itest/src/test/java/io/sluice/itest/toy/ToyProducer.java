/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.toy;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Gives numbered key units: the number, the generation, the major version of the bundle. */
final class ToyProducer implements Producer {
    private static final int CLOCK_HZ = 90_000;
    private static final int UNITS_PER_SECOND = 25;
    private static final int FLOOD = 100_000;

    private final Behaviour behaviour;
    private final int version;
    private final ProducerContext context;
    private final Codec codec = Codec.of(Codec.H264, CLOCK_HZ, 0);
    private final TrackSink sink;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "sluice-toy");

    ToyProducer(Behaviour behaviour, int version, ProducerContext context) {
        this.behaviour = behaviour;
        this.version = version;
        this.context = context;
        sink = context.track(MediaKind.VIDEO, codec);
        for (int i = 0; behaviour == Behaviour.FLOOD_TRACKS && i < FLOOD; i++) {
            context.track(MediaKind.AUDIO, Codec.of(Codec.PCMA, 8_000, 1));
        }
        context.tracksComplete();
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        int endings = behaviour == Behaviour.FLOOD_ENDED ? FLOOD : behaviour == Behaviour.DIE_AT_ONCE ? 1 : 0;
        for (int i = 0; i < endings; i++) {
            context.ended(Reason.ENDED, "the toy gave up", Opened.Retry.YES);
        }
        long startNs = System.nanoTime();
        try {
            for (long number = 0; endings == 0 && !context.cancelled(); number++) {
                if (behaviour == Behaviour.FLOOD_CODECS) {
                    sink.codec(codec.with("profile-level-id", String.format("42c0%02x", number % 64)));
                }
                sink.deliver(unit(number));
                long dueNs = startNs + (number + 1) * TimeUnit.SECONDS.toNanos(1) / UNITS_PER_SECOND;
                boolean flood = behaviour == Behaviour.FLOOD_UNITS || behaviour == Behaviour.FLOOD_CODECS;
                if (!flood && closed.await(dueNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AccessUnit unit(long number) {
        ByteBuffer payload = ByteBuffer.allocate(24)
                .putLong(number)
                .putLong(context.generation())
                .putInt(version);
        return AccessUnit.of(payload.array(), number * CLOCK_HZ / UNITS_PER_SECOND, true);
    }

    @Override
    public void close() throws Exception {
        closed.countDown();
        thread.join(1_000);
        if (behaviour == Behaviour.BLOCK_IN_CLOSE) {
            Blocking.untilReleased();
        } else if (behaviour == Behaviour.THROW_IN_CLOSE) {
            throw new IllegalStateException("the toy does not close");
        }
    }
}
