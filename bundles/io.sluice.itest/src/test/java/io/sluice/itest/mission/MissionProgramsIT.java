/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.mission;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.itest.Pace;
import io.sluice.testkit.Await;
import io.sluice.testkit.camera.FakeCamera;
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
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The first failure (A1 to A8): a stream of a camera and of a program that reads from the stream and adds Opus, the
 * topology that Frigate documents. A program must never take the stream with it.
 */
class MissionProgramsIT {
    private static final boolean SOAK = Integer.getInteger("sluice.soak", 0) > 0;
    private static final Duration SERVED = Duration.ofSeconds(5);
    private static final Duration ONE_TRY = Duration.ofSeconds(3);
    /** What the mission allows: a grace time and two seconds. */
    private static final Duration GONE = Duration.ofSeconds(5);

    private static final String BOTH = "cam?video=h264&audio=opus";
    private static final String PARTS = "part?video=h264&audio=opus";

    private FakeFfmpeg ffmpeg;
    private FakeCamera camera;
    private FakeCamera steady;
    private RtspReaders readers;
    private Subject server;

    @BeforeEach
    void start() throws IOException {
        ffmpeg = new FakeFfmpeg();
        camera = FakeCamera.options().aac().start();
        steady = FakeCamera.options().aac().start();
        readers = RtspReaders.open();
        server = Subject.start("""
                ffmpeg: { bin: "%s" }
                streams:
                  cam: [ "%s", "ffmpeg:cam#audio=opus" ]
                  steady: "%s"
                  self: "ffmpeg:self#audio=opus"
                  ring1: "ffmpeg:ring2#audio=opus"
                  ring2: "ffmpeg:ring1#audio=opus"
                  part: [ "%s", "ffmpeg:steady#audio=opus" ]
                """.formatted(ffmpeg.path(), camera.url(), steady.url(), camera.url()));
    }

    @AfterEach
    void stop() {
        readers.close();
        server.close();
        camera.close();
        steady.close();
        ffmpeg.close();
    }

    private RtspReader join(String stream) {
        return readers.join(server.url(stream));
    }

    private void serve() {
        RtspReader next = join(BOTH);
        Viewers.awaitPicturesAndSound(next, 5, 5, Pace.of(SERVED));
        next.teardown();
    }

    private void awaitNothingIsLeft(Duration limit) {
        Await.until(
                () -> "no program and no connection to the camera; there are " + ffmpeg.running() + " and "
                        + camera.statistic("open") + " connections",
                limit,
                () -> ffmpeg.running().isEmpty() && camera.statistic("open") == 0);
    }

    @Test
    void a1JoinWatchAndLeave() {
        int rounds = Integer.getInteger("sluice.mission.rounds", SOAK ? 1000 : 50);
        for (int round = 1; round <= rounds; round++) {
            RtspReader reader = join(BOTH);
            try {
                Viewers.awaitPicturesAndSound(reader, 30, 50, Pace.of(SERVED));
                reader.teardown();
                awaitNothingIsLeft(Pace.of(GONE));
            } catch (AssertionError e) {
                throw new AssertionError("round " + round + ": " + e.getMessage(), e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a2ProgramsThatMisbehave(FakeFfmpeg.Behaviour behaviour) throws IOException {
        RtspReader other = join("steady");
        other.awaitUnits(10, Pace.of(SERVED));
        ffmpeg.behave(behaviour);
        RtspReader reader = join(BOTH);
        Await.until(
                () -> "media or a reason; it is " + reader,
                Pace.of(Duration.ofSeconds(20)),
                () -> reader.units() > 0 || Viewers.hasEnded(reader));
        if (behaviour == FakeFfmpeg.Behaviour.LIVES_ON_WITHOUT_CONNECTION && !Viewers.hasEnded(reader)) {
            Viewers.awaitMore(reader, "H264", 75, Pace.of(Duration.ofSeconds(10)));
        }
        reader.teardown();
        awaitNothingIsLeft(Pace.of(GONE.multipliedBy(2)));

        ffmpeg.behave(FakeFfmpeg.Behaviour.GOOD);
        // A source that has just failed is tried again after a pause, for which nobody's picture waits.
        Await.until("pictures and sound again", Pace.of(SERVED.multipliedBy(2)), () -> isServed(BOTH));
        awaitNothingIsLeft(Pace.of(GONE));
        assertThat(other.state()).isEqualTo(RtspReader.State.PLAYING);
        assertThat(other.video().gaps()).isZero();
        Viewers.awaitMore(other, "H264", 10, Pace.of(SERVED));
    }

    @Test
    void a3OneOfTwoViewersLeaves() {
        RtspReader opus = join(BOTH);
        RtspReader aac = join("cam?video=h264&audio=aac");
        Viewers.awaitPicturesAndSound(opus, 30, 30, Pace.of(SERVED));
        aac.awaitUnits(30, Pace.of(SERVED));
        opus.teardown();
        Await.until("no program", Pace.of(GONE), () -> ffmpeg.running().isEmpty());
        Viewers.awaitMore(aac, "H264", 75, Pace.of(Duration.ofSeconds(10)));
        assertThat(aac.video().gaps()).isZero();
        assertThat(aac.state()).isEqualTo(RtspReader.State.PLAYING);
        assertThat(camera.statistic("conns")).isEqualTo(1);
    }

    @Test
    void a4JoinAndLeaveStorm() throws Exception {
        ExecutorService viewers = Executors.newFixedThreadPool(8);
        try {
            long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(SOAK ? 60 : 10);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(i);
                all.add(viewers.submit(() -> comeAndGo(random, endNs)));
            }
            for (Future<?> each : all) {
                each.get(3, TimeUnit.MINUTES);
            }
        } finally {
            viewers.shutdownNow();
        }
        awaitNothingIsLeft(Pace.of(GONE.multipliedBy(2)));
        serve();
    }

    private void comeAndGo(Random random, long endNs) {
        while (System.nanoTime() < endNs) {
            RtspReader reader = join(random.nextBoolean() ? BOTH : "cam?video=h264&audio=aac");
            pause(random);
            reader.teardown();
            pause(random);
        }
    }

    private static void pause(Random random) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50 + random.nextInt(250)));
    }

    @ParameterizedTest
    @EnumSource
    void a5TheProgramIsStoppedOrKilled(Signal signal) throws Exception {
        RtspReader reader = join(BOTH);
        Viewers.awaitPicturesAndSound(reader, 30, 30, Pace.of(SERVED));
        List<ProcessHandle> first = ffmpeg.running();
        for (ProcessHandle each : first) {
            new ProcessBuilder("kill", "-" + signal, Long.toString(each.pid()))
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        }
        Await.until(
                "another program",
                Pace.of(Duration.ofSeconds(30)),
                () -> ffmpeg.running().stream().anyMatch(each -> !first.contains(each)));
        Viewers.awaitMore(reader, "opus", 50, Pace.of(Duration.ofSeconds(10)));
        assertThat(reader.video().gaps()).isZero();
        assertThat(camera.statistic("conns")).isEqualTo(1);
        reader.teardown();
        awaitNothingIsLeft(Pace.of(GONE));
    }

    enum Signal {
        STOP,
        KILL
    }

    @Test
    void a6TheSoundGoesOnThePictureDoesNot() {
        RtspReader reader = join("cam?video=h264&audio=aac");
        reader.awaitUnits(30, Pace.of(SERVED));
        camera.stallPicture(true);
        Await.until(
                "the camera is dialled again", Pace.of(Duration.ofSeconds(20)), () -> camera.statistic("conns") > 1);
        camera.stallPicture(false);
        Viewers.awaitMore(reader, "H264", 30, Pace.of(Duration.ofSeconds(15)));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"self", "ring1", "ring2"})
    void a7AStreamThatWouldFeedItself(String name) {
        RtspReader reader = join(name + "?audio=opus");
        reader.awaitEnded(Pace.of(Duration.ofSeconds(10)));
        assertThat(reader.failure()).matches("DESCRIBE: RTSP/1.0 [45].*");
        Await.until("no program", Pace.of(GONE), () -> ffmpeg.running().isEmpty());
        serve();
    }

    @Test
    void a8ThePictureIsMissingAndComesBack() {
        camera.close();
        RtspReader reader = join(PARTS);
        Await.until(
                () -> "sound, or a reason; it is " + reader,
                Pace.of(Duration.ofSeconds(30)),
                () -> reader.units() > 0 || Viewers.hasEnded(reader));
        camera = FakeCamera.options().aac().port(camera.port()).start();
        // An SDP is for life: whoever hears and does not see has to be told that there is more now.
        Await.until(
                () -> "the viewer without pictures is told; it is " + reader,
                Pace.of(Duration.ofSeconds(40)),
                () -> Viewers.hasEnded(reader));
        Await.until("pictures and sound", Pace.of(Duration.ofSeconds(40)), () -> isServed(PARTS));
    }

    private boolean isServed(String stream) {
        RtspReader next = join(stream);
        try {
            Viewers.awaitPicturesAndSound(next, 5, 5, ONE_TRY);
            return true;
        } catch (AssertionError notYet) {
            return false;
        } finally {
            next.teardown();
        }
    }
}
