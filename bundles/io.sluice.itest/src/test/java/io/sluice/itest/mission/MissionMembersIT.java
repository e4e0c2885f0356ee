/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.mission;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.Pace;
import io.sluice.testkit.Await;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.RtspPublisher;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The second failure (B1, B4, B5, B7): many who join, leave, define and list at once. The server goes on. */
class MissionMembersIT {
    private static final boolean SOAK = Integer.getInteger("sluice.soak", 0) > 0;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int CALLERS = 8;

    private FakeCamera camera;
    private RtspReaders readers;
    private Subject server;
    private ExecutorService threads;

    @BeforeEach
    void start() {
        camera = FakeCamera.start();
        readers = RtspReaders.open();
        threads = Executors.newCachedThreadPool();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        readers.close();
        if (server != null) {
            server.close();
        }
        camera.close();
    }

    /** In lines of their own: go2rtc writes what the API defines into its file, and cannot do so within braces. */
    private String sections() {
        return "streams:\n  cam: \"%s\"\n  in:\n".formatted(camera.url());
    }

    private static long endNs() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(SOAK ? 60 : 8);
    }

    /** Sooner or later each caller is answered; none may find the server dead. */
    private void together(int callers, Caller caller) throws Exception {
        long endNs = endNs();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int number = i;
            Random random = new Random(i);
            all.add(threads.submit(() -> {
                while (System.nanoTime() < endNs) {
                    caller.call(number, random);
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get(3, TimeUnit.MINUTES);
        }
        assertThat(server.isAlive()).as("the server lives: %s", server.output()).isTrue();
    }

    private interface Caller {
        void call(int number, Random random) throws Exception;
    }

    private void assertItServes() {
        RtspReader reader = readers.join(server.url("cam"));
        reader.awaitUnits(10, Pace.of(LIMIT));
        reader.teardown();
    }

    @Test
    void b1StreamsAreDefinedListedAndRemovedByMany() throws Exception {
        server = Subject.start(sections());
        together(CALLERS, (number, random) -> {
            String name = "s" + random.nextInt(20);
            switch (random.nextInt(4)) {
                case 0 -> expect(server.put(name, camera.url()), 200, 201);
                case 1 -> expect(server.delete(name), 200, 204, 404);
                default -> {
                    HttpResponse<String> list = server.get("/api/streams");
                    expect(list, 200);
                    assertThat(json(list).containsKey("cam")).as(list.body()).isTrue();
                }
            }
        });
        assertItServes();
    }

    /** JSON is YAML. */
    private static Map<?, ?> json(HttpResponse<String> answer) {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(answer.body());
    }

    private static void expect(HttpResponse<String> answer, Integer... statuses) {
        assertThat(answer.statusCode()).as(answer::body).isIn((Object[]) statuses);
    }

    @Test
    void b4MembersChangeDuringASlowDial() throws Exception {
        server = Subject.start(sections());
        camera.mute(true);
        together(20, (number, random) -> {
            if (number < CALLERS) {
                RtspReader reader = readers.join(server.url(random.nextBoolean() ? "cam" : "in"));
                pause(random, 100);
                reader.teardown();
            } else {
                publish(random);
            }
        });
        camera.mute(false);
        Await.until("the camera's pictures", Pace.of(Duration.ofSeconds(40)), this::isServed);
    }

    private void publish(Random random) {
        try (RtspPublisher publisher = RtspPublisher.start(server.url(random.nextBoolean() ? "cam" : "in"))) {
            pause(random, 50);
            assertThat(publisher.sent()).isNotNegative();
        } catch (IOException refused) {
            pause(random, 20);
        }
    }

    private boolean isServed() {
        RtspReader next = readers.join(server.url("cam"));
        try {
            next.awaitUnits(10, LIMIT);
            return true;
        } catch (AssertionError notYet) {
            return false;
        } finally {
            next.teardown();
        }
    }

    private static void pause(Random random, int mostMs) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMs)));
    }

    @Test
    void b5AJoinAtTheLastLeave() throws Exception {
        server = Subject.start(sections());
        Random random = new Random(5);
        RtspReader last = readers.join(server.url("cam"));
        int rounds = SOAK ? 2000 : 200;
        for (int round = 0; round < rounds; round++) {
            RtspReader before = last;
            Await.until(
                    () -> "media or a reason, never a black picture; it is " + before,
                    Pace.of(LIMIT),
                    () -> before.units() > 0 || Viewers.hasEnded(before));
            if (random.nextBoolean()) {
                before.teardown();
                LockSupport.parkNanos(random.nextInt(3_000_000));
                last = readers.join(server.url("cam"));
            } else {
                last = readers.join(server.url("cam"));
                LockSupport.parkNanos(random.nextInt(3_000_000));
                before.teardown();
            }
        }
        last.teardown();
        Await.until("the camera is left alone", Pace.of(LIMIT), () -> camera.statistic("open") == 0);
        assertItServes();
    }

    @Test
    void b7CallersFromTheFirstMoment() throws Exception {
        server = Subject.launch(sections());
        together(CALLERS, (number, random) -> {
            try {
                int status = server.get("/api/streams").statusCode();
                assertThat(status).isIn(200, 401, 404, 503);
            } catch (IOException notYet) {
                assertThat(server.isAlive()).as("the server lives").isTrue();
                pause(random, 3);
            }
        });
        Await.until("the camera's pictures", Pace.of(Duration.ofSeconds(40)), this::isServed);
    }
}
