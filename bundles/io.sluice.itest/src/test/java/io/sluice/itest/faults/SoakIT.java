/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.faults;

import static io.sluice.itest.faults.FaultyServer.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.itest.ServerProcess;
import io.sluice.testkit.Await;
import io.sluice.testkit.camera.Clip;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * X-60, for as many minutes as {@code ./sluice test --soak} says: cameras, viewers, the times that hold when nothing is
 * configured, and a fault of random kind at a random camera again and again. Whoever was struck must be healed, whoever
 * was not must not notice, and in the end nothing has grown.
 */
class SoakIT {
    private static final int MINUTES = Integer.getInteger("sluice.soak", 0);
    /** A young Java grows while it compiles and finds its heap's size: less says nothing about memory. */
    private static final int WARM_MINUTES = 15;

    private static final int CAMERAS = 8;
    private static final int VIEWERS = 4;
    private static final Duration HEALED = Duration.ofSeconds(60);
    /** Of an outage; shorter than viewers are held. */
    private static final Duration LASTS = Duration.ofSeconds(8);

    private static final Duration BETWEEN = Duration.ofSeconds(5);

    /** A fault and what ends it. */
    private record Fault(String name, Consumer<FakeCamera> begins, Consumer<FakeCamera> ends) {}

    private static final List<Fault> FAULTS = List.of(
            new Fault("X-01 reset", FakeCamera::reset, camera -> {}),
            new Fault("X-02 fin", FakeCamera::finish, camera -> {}),
            new Fault("X-04 silence", camera -> camera.stall(true), camera -> camera.stall(false)),
            new Fault("X-05 frozen", camera -> camera.freeze(true), camera -> camera.freeze(false)),
            new Fault("X-06 mute", SoakIT::mute, camera -> camera.mute(false)),
            new Fault("X-07 refuses", SoakIT::refuse, camera -> {}),
            new Fault("X-14 loss", camera -> camera.disturb(0.05, 0, 0), camera -> camera.disturb(0, 0, 0)),
            new Fault("X-16 narrow", camera -> camera.narrow(8_000), camera -> camera.narrow(0)),
            new Fault("X-19 sequence", camera -> camera.sequence(65_530), camera -> {}),
            new Fault("X-20 time wraps", camera -> camera.timestamp(4_294_960_000L), camera -> {}),
            new Fault("X-21 time jumps", camera -> camera.skipTime(324_000_000), camera -> {}),
            new Fault("X-21 time goes back", camera -> camera.skipTime(-90_000), camera -> {}),
            new Fault("X-22 other source", FakeCamera::changeSsrc, camera -> {}),
            new Fault("X-27 drip", camera -> camera.drip(true), camera -> camera.drip(false)),
            new Fault("X-28 rubbish", camera -> camera.garbage(500), camera -> {}),
            new Fault("X-28 length", FakeCamera::wrongLength, camera -> {}),
            new Fault("loses numbers", camera -> camera.skipSequence(1000), camera -> {}));

    private static final List<FakeCamera> CAMERAS_THERE = new ArrayList<>();
    private static FaultyServer server;
    private static RtspReaders readers;

    private final List<List<RtspReader>> audiences = new ArrayList<>();
    private final List<long[]> memory = new ArrayList<>();
    private final Random random = new Random(20);

    private static void mute(FakeCamera camera) {
        camera.mute(true);
        camera.reset();
    }

    private static void refuse(FakeCamera camera) {
        camera.refuse(LASTS);
        camera.reset();
    }

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(MINUTES > 0, "the long form runs under ./sluice test --soak MINUTES");
        var yaml = new StringBuilder("streams:\n");
        for (int i = 0; i < CAMERAS; i++) {
            CAMERAS_THERE.add(
                    FakeCamera.options().clip(Clip.IDR_LOST_QCIF).audio().start());
            yaml.append("  s%d: \"%s\"\n".formatted(i, CAMERAS_THERE.get(i).url()));
        }
        server = new FaultyServer(ServerProcess.start(yaml.toString()));
        readers = RtspReaders.open();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            readers.close();
            server.close();
            CAMERAS_THERE.forEach(FakeCamera::close);
        }
    }

    @Test
    void faultsForMinutesLeaveNothingStuckAndNothingGrown() {
        for (int i = 0; i < CAMERAS; i++) {
            audiences.add(readers.join(server.url("s" + i), VIEWERS));
        }
        audiences.forEach(audience -> RtspReaders.awaitUnits(audience, 50, HEALED));
        int files = server.files();
        int threads = server.threads();
        long beginNs = System.nanoTime();
        long endNs = beginNs + TimeUnit.MINUTES.toNanos(MINUTES);
        int struck = 0;
        while (System.nanoTime() < endNs) {
            strike();
            struck += 2;
            memory.add(new long[] {System.nanoTime() - beginNs, server.residentKb()});
        }
        server.awaitBaseline(files, threads);
        assertThat(server.forgotten()).isZero();
        assertThat(server.errors()).isEmpty();
        figure("X-60", "%d faults in %d min, none stuck; %s".formatted(struck, MINUTES, growth()));
        if (MINUTES >= WARM_MINUTES) {
            assertThat(grownKb()).as("KiB, %s", growth()).isLessThan(6 * 1024 + MINUTES * 1024L / 60);
        }
    }

    /** Two cameras at once, and their viewers healed before it returns. */
    private void strike() {
        List<Integer> chosen =
                random.ints(0, CAMERAS).distinct().limit(2).boxed().toList();
        var faults = new ArrayList<Fault>();
        for (int camera : chosen) {
            Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
            faults.add(fault);
            fault.begins.accept(CAMERAS_THERE.get(camera));
        }
        LockSupport.parkNanos(LASTS.toNanos());
        for (int i = 0; i < chosen.size(); i++) {
            faults.get(i).ends.accept(CAMERAS_THERE.get(chosen.get(i)));
        }
        // From now on each of them, and so all in the time of one.
        List<List<Long>> before = audiences.stream()
                .map(audience -> audience.stream().map(RtspReader::units).toList())
                .toList();
        for (int stream = 0; stream < CAMERAS; stream++) {
            int at = chosen.indexOf(stream);
            String what = "s" + stream + (at < 0 ? ", not struck" : " after " + faults.get(at).name);
            for (int i = 0; i < VIEWERS; i++) {
                RtspReader viewer = audiences.get(stream).get(i);
                long units = before.get(stream).get(i);
                Await.until(() -> what + ": " + viewer, HEALED, () -> viewer.units() > units + 50);
                assertThat(viewer.state()).as(what).isEqualTo(RtspReader.State.PLAYING);
                assertThat(viewer.video().timestampsBack()).as(what).isZero();
                assertThat(viewer.video().gaps()).as(what).isZero();
            }
        }
        LockSupport.parkNanos(BETWEEN.toNanos());
    }

    /** Between the second and the last third: the median of each. */
    private long grownKb() {
        int third = memory.size() / 3;
        return third == 0 ? 0 : median(2 * third, memory.size()) - median(third, 2 * third);
    }

    private long median(int from, int to) {
        long[] values = memory.subList(from, to).stream()
                .mapToLong(each -> each[1])
                .sorted()
                .toArray();
        return values[values.length / 2];
    }

    private String growth() {
        return "resident %d KiB at first, %d in the end, %d from the second to the last third"
                .formatted(memory.get(0)[1], memory.get(memory.size() - 1)[1], grownKb());
    }
}
