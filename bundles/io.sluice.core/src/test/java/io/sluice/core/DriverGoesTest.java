/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamState;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.UnitWriter;
import io.sluice.api.stream.Want;
import io.sluice.core.driver.DriverEntry;
import io.sluice.core.driver.DriverHandle;
import io.sluice.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A driver goes while code of it still runs somewhere: its bundle is kept until that is over. */
class DriverGoesTest {
    private static final StreamName LEG = StreamName.of("leg");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CoreFixture core = new CoreFixture(Map.of("linger", "0s"), Duration.ofMinutes(5));
    private final TickingDriver camera = new TickingDriver();
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch freed = new CountDownLatch(1);
    private final CountDownLatch closes = new CountDownLatch(1);

    @AfterEach
    void stop() {
        freed.countDown();
        camera.close();
        core.close();
        assertThat(core.violations).isEmpty();
    }

    /** A packaging whose first unit takes until it is freed. */
    private final class Slow implements Packaging {
        @Override
        public void begin(List<Track> tracks, UnitWriter preamble) {}

        @Override
        public int boundBytes(int track, AccessUnit unit) {
            inside.countDown();
            hold(freed);
            return unit.sizeBytes();
        }

        @Override
        public void append(int track, AccessUnit unit, UnitWriter out) {
            out.buffer().put(unit.payload());
        }
    }

    /** Reads a stream with a packaging of its own, as the drivers of programs do. */
    private final class Reading implements DriverHandle {
        @Override
        public Opened open(Source source, ProducerContext context) throws Exception {
            Subscription reads = CoreFixture.await(context.join(
                    StreamName.of("hall"), List.of(Want.any(MediaKind.VIDEO)), LIMIT, new CoreFixture.Quiet()));
            int track = reads.matches().get(0).track().id();
            reads.feed(List.of(track), "slow", Slow::new);
            context.track(MediaKind.VIDEO, Codec.of(Codec.H264, 90_000, 0));
            context.tracksComplete();
            return new Opened.Producing(closes::countDown);
        }

        @Override
        public void release() {}
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DriverEntry readingLeg() throws Exception {
        core.driver("cam", camera);
        DriverEntry reading = core.driver("read", new Reading());
        CoreFixture.await(core.registry.define(CoreFixture.stream("hall", "cam://hall")));
        CoreFixture.await(core.registry.define(CoreFixture.stream("leg", "read:hall")));
        CoreFixture.await(core.join("leg"));
        assertThat(inside.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return reading;
    }

    private CompletableFuture<Boolean> goes(DriverEntry driver) {
        var gone = new CompletableFuture<Boolean>();
        core.engine
                .lane()
                .execute(() -> core.engine.streams().driverGoes(driver.serviceId(), () -> gone.complete(true)));
        return gone;
    }

    @Test
    void itIsWaitedForWhileItsPackagingRuns() throws Exception {
        CompletableFuture<Boolean> gone = goes(readingLeg());
        Await.until(
                "its source is closed",
                LIMIT,
                () -> CoreFixture.await(core.registry.stream(LEG)).state() == StreamState.WAITING_FOR_DRIVER);
        assertThat(gone).isNotDone();
        freed.countDown();
        assertThat(CoreFixture.await(gone)).isTrue();
    }

    @Test
    void itIsWaitedForWhenTheStreamWasRemovedMeanwhile() throws Exception {
        DriverEntry reading = readingLeg();
        CoreFixture.await(core.registry.remove(LEG));
        CompletableFuture<Boolean> gone = goes(reading);
        CoreFixture.await(core.registry.streams());
        assertThat(gone).isNotDone();
        freed.countDown();
        assertThat(CoreFixture.await(gone)).isTrue();
    }
}
