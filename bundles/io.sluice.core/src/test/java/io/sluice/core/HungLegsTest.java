/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import io.sluice.core.driver.DriverHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sixteen sources that read from us and whose drivers never return: the lane does not notice. */
class HungLegsTest {
    private static final int LEGS = 16;
    private static final int ASKS = 400;

    private final CoreFixture core = new CoreFixture(Map.of("linger", "0s", "open", "30s", "close", "30s"));
    private final CountDownLatch freed = new CountDownLatch(1);
    private final TickingDriver camera = new TickingDriver();
    private final Semaphore hanging = new Semaphore(0);

    @AfterEach
    void stop() {
        freed.countDown();
        camera.close();
        core.close();
    }

    /** Joins the stream, and hangs in open or in close, whatever interrupts it. */
    private final class Hanging implements DriverHandle {
        private final boolean inOpen;

        Hanging(boolean inOpen) {
            this.inOpen = inOpen;
        }

        @Override
        public Opened open(Source source, ProducerContext context) throws Exception {
            CoreFixture.await(context.join(
                    StreamName.of("hall"),
                    List.of(Want.any(MediaKind.VIDEO)),
                    Duration.ofSeconds(15),
                    new CoreFixture.Quiet()));
            if (inOpen) {
                hang();
            }
            context.track(MediaKind.VIDEO, Codec.of(Codec.H264, 90_000, 0));
            context.tracksComplete();
            return new Opened.Producing((Producer) this::hang);
        }

        private void hang() {
            hanging.release();
            while (true) {
                try {
                    freed.await();
                    return;
                } catch (InterruptedException e) {
                    // It is a hostile driver.
                }
            }
        }

        @Override
        public void release() {}
    }

    @Test
    void sixteenOfThemAddNothingToTheLanesQueueTime() throws Exception {
        core.driver("cam", camera);
        CoreFixture.await(core.registry.define(CoreFixture.stream("hall", "cam://hall")));
        Subscription watching = CoreFixture.await(core.join("hall"));
        long before = medianNs();
        var leaving = new ArrayList<Subscription>();
        for (int i = 0; i < LEGS; i++) {
            boolean inOpen = i % 2 == 0;
            core.driver("hang" + i, new Hanging(inOpen));
            CoreFixture.await(core.registry.define(CoreFixture.stream("h" + i, "hang" + i + ":hall")));
            var joined = core.join("h" + i);
            if (!inOpen) {
                leaving.add(CoreFixture.await(joined));
            }
        }
        leaving.forEach(Subscription::close);
        assertThat(hanging.tryAcquire(LEGS, 60, TimeUnit.SECONDS))
                .as("all hang")
                .isTrue();
        long with = medianNs();
        // One call that were waited for would be 30 s; a crowded machine is a few times slower for both.
        assertThat(with).isLessThan(10 * before + TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(CoreFixture.seesMedia(watching)).isTrue();
        assertThat(core.violations).isEmpty();
    }

    private long medianNs() throws Exception {
        long[] took = new long[ASKS];
        for (int i = 0; i < ASKS; i++) {
            long began = System.nanoTime();
            CoreFixture.await(core.registry.stream(StreamName.of("hall")));
            took[i] = System.nanoTime() - began;
        }
        Arrays.sort(took);
        return took[ASKS / 2];
    }
}
