/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.PublishRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * The failures that this project exists to make impossible (docs/mission.md): a registry that is read while it is
 * written, and a join at the moment of the last leave. With real threads; the lane's invariants are checked after every
 * command.
 */
class NeverAgainTest {
    private static final int THREADS = 64;
    private static final int OPERATIONS = 1_000;
    private static final int ROUNDS = 10_000 + Integer.getInteger("sluice.soak", 0) * 20_000;

    private final CoreFixture core = new CoreFixture(Map.of("linger", "0s"));
    private final TickingDriver driver = new TickingDriver();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        driver.close();
        core.close();
        assertThat(core.violations).isEmpty();
    }

    private static void all(List<Future<?>> futures) throws Exception {
        for (Future<?> future : futures) {
            future.get(120, TimeUnit.SECONDS);
        }
    }

    /** B1: 64 threads over 200 names. */
    @Test
    void manyThreadsDefineFindRemoveAndListAtOnce() throws Exception {
        core.driver("cam", driver);
        var futures = new ArrayList<Future<?>>();
        for (int t = 0; t < THREADS; t++) {
            var random = new Random(t);
            futures.add(threads.submit((Callable<Void>) () -> {
                for (int i = 0; i < OPERATIONS; i++) {
                    operate(random);
                }
                return null;
            }));
        }
        all(futures);
        for (StreamInfo stream : CoreFixture.await(core.registry.streams())) {
            CoreFixture.await(core.registry.remove(stream.name()));
        }
        assertThat(CoreFixture.await(core.registry.streams())).isEmpty();
        assertThat(driver.openNow()).isZero();
        long defined = core.journal.stream().filter("stream.defined"::equals).count();
        long removed = core.journal.stream().filter("stream.removed"::equals).count();
        assertThat(defined).isPositive().isEqualTo(removed);
    }

    private void operate(Random random) throws Exception {
        String name = "s" + random.nextInt(200);
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6 ->
                CoreFixture.await(core.registry.define(CoreFixture.stream(name, "cam://" + name)));
            case 7, 8, 9, 10 -> CoreFixture.answered(core.registry.stream(StreamName.of(name)));
            case 11, 12 -> CoreFixture.await(core.registry.remove(StreamName.of(name)));
            case 13, 14 -> CoreFixture.await(core.registry.define(CoreFixture.stream(name, "cam://a", "cam://b")));
            case 15 -> consistent(CoreFixture.await(core.registry.streams()));
            default -> {
                CompletionStage<Subscription> joined = core.join(name);
                joined.whenComplete((subscription, problem) -> {
                    if (subscription != null) {
                        subscription.close();
                    }
                });
                CoreFixture.answered(joined);
            }
        }
    }

    /** A snapshot agrees with itself, whatever happens around it. */
    private static void consistent(List<StreamInfo> streams) {
        assertThat(streams).extracting(StreamInfo::name).doesNotHaveDuplicates().isSorted();
        for (StreamInfo stream : streams) {
            for (StreamInfo.TrackInfo track : stream.tracks()) {
                assertThat(track.source()).isBetween(0, stream.sources().size() - 1);
            }
            for (StreamInfo.ConsumerInfo consumer : stream.consumers()) {
                assertThat(stream.tracks()).extracting(StreamInfo.TrackInfo::id).containsAll(consumer.tracks());
            }
        }
    }

    /** B4: publishers come and go, viewers too, while a slow dial is under way. */
    @RepeatedTest(3)
    void publishersAndViewersComeAndGoDuringASlowDial() throws Exception {
        driver.gate = new CountDownLatch(1);
        core.driver("cam", driver);
        CoreFixture.await(core.registry.define(CoreFixture.stream("slow", "cam://slow")));
        CoreFixture.await(core.registry.define(CoreFixture.stream("open")));
        CompletionStage<Subscription> patient = core.join("slow");
        var publishing = new AtomicInteger();
        var most = new AtomicInteger();
        var futures = new ArrayList<Future<?>>();
        for (int p = 0; p < 20; p++) {
            int number = p;
            futures.add(threads.submit((Callable<Void>) () -> {
                for (int i = 0; i < 50; i++) {
                    publish("publisher-" + number, publishing, most);
                    core.join("open").whenComplete((s, problem) -> {
                        if (s != null) {
                            s.close();
                        }
                    });
                    CoreFixture.answered(core.registry.publish(
                            StreamName.of("slow"), new PublishRequest("test", "x", "", "", false), () -> {}));
                }
                return null;
            }));
        }
        all(futures);
        driver.gate.countDown();
        assertThat(most.get()).as("publishers at once").isEqualTo(1);
        assertThat(CoreFixture.seesMedia(CoreFixture.await(patient))).isTrue();
        assertThat(driver.opens.get()).isEqualTo(1);
    }

    private void publish(String who, AtomicInteger publishing, AtomicInteger most) throws Exception {
        try {
            var closed = new CountDownLatch(1);
            ProducerContext context = CoreFixture.await(
                    core.registry.publish(StreamName.of("open"), new PublishRequest("test", who, "", "", false), () -> {
                        publishing.decrementAndGet();
                        closed.countDown();
                    }));
            most.accumulateAndGet(publishing.incrementAndGet(), Math::max);
            context.track(MediaKind.VIDEO, Codec.of(Codec.H264, 90_000, 0));
            context.ended(Reason.ENDED, "done", Opened.Retry.NO);
            assertThat(closed.await(15, TimeUnit.SECONDS)).isTrue();
        } catch (ExecutionException e) {
            assertThat(e).hasMessageContaining("publishes to open already");
        }
    }

    /** B5: the next viewer joins exactly when the last one leaves. */
    @Test
    void aJoinAtTheLastLeaveAlwaysSeesMedia() throws Exception {
        core.driver("cam", driver);
        CoreFixture.await(core.registry.define(CoreFixture.stream("hall", "cam://hall")));
        var barrier = new CyclicBarrier(2);
        Subscription last = CoreFixture.await(core.join("hall"));
        for (int round = 0; round < ROUNDS; round++) {
            Subscription leaving = last;
            Future<?> left = threads.submit((Callable<Void>) () -> {
                barrier.await(15, TimeUnit.SECONDS);
                leaving.close();
                return null;
            });
            barrier.await(15, TimeUnit.SECONDS);
            last = CoreFixture.await(core.join("hall"));
            left.get(15, TimeUnit.SECONDS);
            assertThat(CoreFixture.seesMedia(last)).as("round " + round).isTrue();
        }
        assertThat(driver.mostAtOnce.get()).isEqualTo(1);
        last.close();
    }

    /** B7: the first callers come before anything is defined. */
    @Test
    void callersFromTheFirstMomentGetAnAnswer() throws Exception {
        var futures = new ArrayList<Future<?>>();
        var answers = new AtomicInteger();
        for (int t = 0; t < 16; t++) {
            futures.add(threads.submit((Callable<Void>) () -> {
                for (int i = 0; i < 200; i++) {
                    CoreFixture.answered(core.registry.streams());
                    CoreFixture.answered(core.registry.stream(StreamName.of("hall")));
                    answers.incrementAndGet();
                }
                return null;
            }));
        }
        futures.add(threads.submit((Callable<Void>) () -> {
            CoreFixture.await(core.registry.define(CoreFixture.stream("hall", "cam://hall")));
            core.driver("cam", driver);
            return null;
        }));
        all(futures);
        assertThat(answers.get()).isEqualTo(16 * 200);
        assertThat(CoreFixture.seesMedia(CoreFixture.await(core.join("hall")))).isTrue();
    }

    @RepeatedTest(5)
    void twoHundredViewersOfAColdStreamDialOnce() throws Exception {
        core.driver("cam", driver);
        CoreFixture.await(core.registry.define(CoreFixture.stream("hall", "cam://hall")));
        var barrier = new CyclicBarrier(200);
        var futures = new ArrayList<Future<?>>();
        for (int i = 0; i < 200; i++) {
            futures.add(threads.submit((Callable<Void>) () -> {
                barrier.await(15, TimeUnit.SECONDS);
                assertThat(CoreFixture.seesMedia(CoreFixture.await(core.join("hall"))))
                        .isTrue();
                return null;
            }));
        }
        all(futures);
        assertThat(driver.opens.get()).isEqualTo(1);
    }
}
