/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.RtspPublisher;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What must never happen again (mission-bugs B4, B5, single flight), over sockets with the server as a process. Its
 * invariants are checked ten times a second; a violation is an error in its log, and none may be there in the end.
 */
class RtspMissionIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    private static final int JOINS = 1_000;
    private static final int STREAMS = 4;
    private static final int COLD_READERS = 200;
    private static final int COLD_ROUNDS = 5;
    private static final int PUBLISHERS = 20;

    private static FakeCamera camera;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws IOException {
        camera = FakeCamera.start();
        server = ServerProcess.start("""
                streams:
                  in:
                  cold: "%s"
                  last0: "demo:"
                  last1: "demo:"
                  last2: "demo:"
                  last3: "demo:"
                tuning:
                  linger: 0s
                  start: 10s
                  check_interval: 100ms
                """.formatted(camera.url()));
    }

    @AfterAll
    static void stop() throws Exception {
        try (FakeCamera source = camera;
                ServerProcess open = server) {
            assertThat(source.statistics()).containsKey("conns");
            assertThat(open.terminate(Duration.ofSeconds(30))).isZero();
            assertThat(open.log()).noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
        }
    }

    private static String url(String name) {
        return "rtsp://127.0.0.1:" + server.rtspPort() + "/" + name;
    }

    @Test
    void whoeverJoinsAsTheLastOneLeavesGetsMediaOrIsToldWhy() throws Exception {
        ExecutorService chains = Executors.newFixedThreadPool(STREAMS);
        try (RtspReaders readers = RtspReaders.open()) {
            List<Future<Integer>> served = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                String url = url("last" + i);
                Random random = new Random(i);
                served.add(chains.submit(() -> joinAtLeave(readers, url, random)));
            }
            for (Future<Integer> chain : served) {
                assertThat(chain.get(5, TimeUnit.MINUTES)).isEqualTo(JOINS / STREAMS);
            }
        } finally {
            chains.shutdownNow();
        }
    }

    /** Gives how many joiners got media; each one leaves as the next one joins, a moment earlier or later. */
    private static int joinAtLeave(RtspReaders readers, String url, Random random) {
        int served = 0;
        RtspReader last = readers.join(url);
        for (int i = 0; i < JOINS / STREAMS; i++) {
            awaitMediaOrReason(last);
            served += last.units() > 0 ? 1 : 0;
            boolean leaveFirst = random.nextBoolean();
            if (leaveFirst) {
                last.teardown();
            }
            LockSupport.parkNanos(random.nextInt(3_000_000));
            RtspReader next = readers.join(url);
            if (!leaveFirst) {
                LockSupport.parkNanos(random.nextInt(3_000_000));
                last.teardown();
            }
            last = next;
        }
        awaitMediaOrReason(last);
        last.teardown();
        return served;
    }

    private static void awaitMediaOrReason(RtspReader reader) {
        Await.until(
                () -> "media or a reason: " + reader,
                START_TIMEOUT.plusSeconds(1),
                () -> reader.units() > 0 || reader.state() == RtspReader.State.ENDED);
    }

    @Test
    void twoHundredReadersOfAColdStreamMakeOneDial() {
        for (int round = 1; round <= COLD_ROUNDS; round++) {
            long before = camera.statistics().get("conns");
            try (RtspReaders readers = RtspReaders.open()) {
                List<RtspReader> all = readers.join(url("cold"), COLD_READERS);
                RtspReaders.awaitPlaying(all, LIMIT);
                RtspReaders.awaitUnits(all, 2, LIMIT);
                assertThat(camera.statistics().get("conns") - before)
                        .as("connections in round %d", round)
                        .isEqualTo(1);
            }
            Await.until(
                    "the camera is left alone", LIMIT, () -> camera.statistics().get("open") == 0);
        }
    }

    @Test
    void publishersThatCompeteAndReadersThatComeAndGoNeverMeetAnException() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);
        AtomicInteger published = new AtomicInteger();
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        try (RtspReaders readers = RtspReaders.open()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                Random random = new Random(i);
                all.add(threads.submit(() -> compete(random, endNs, published)));
            }
            Random random = new Random(7);
            while (System.nanoTime() < endNs) {
                RtspReader reader = readers.join(url("in"));
                LockSupport.parkNanos(random.nextInt(30_000_000));
                reader.teardown();
            }
            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(published).hasValueGreaterThan(10);
        assertStillPublishable();
    }

    /** Publishes for a moment whenever it is let in. */
    private static void compete(Random random, long endNs, AtomicInteger published) {
        while (System.nanoTime() < endNs) {
            try (RtspPublisher publisher = RtspPublisher.start(url("in"))) {
                published.incrementAndGet();
                long few = 1L + random.nextInt(5);
                Await.until("pictures are sent", LIMIT, () -> publisher.sent() >= few);
                if (random.nextBoolean()) {
                    publisher.abort();
                }
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("403");
            }
            LockSupport.parkNanos(random.nextInt(20_000_000));
        }
    }

    private static void assertStillPublishable() throws IOException {
        RtspPublisher[] publisher = new RtspPublisher[1];
        Await.until("somebody can publish", LIMIT, () -> {
            publisher[0] = RtspPublisher.start(url("in"));
            return true;
        });
        try (RtspPublisher open = publisher[0];
                RtspReaders readers = RtspReaders.open()) {
            RtspReader reader = readers.join(url("in"));
            reader.awaitUnits(30, LIMIT);
            assertThat(reader.video().continuous()).as("%s", reader.video()).isTrue();
            assertThat(open.failure()).isEmpty();
        }
    }
}
