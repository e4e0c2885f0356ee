/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamState;
import io.sluice.api.stream.Want;
import io.sluice.core.lane.Tuning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which three sources finish, hang or throw at their close. */
class CloseOrderTest {
    enum End {
        FINISHES,
        HANGS,
        THROWS
    }

    static Stream<List<End>> ways() {
        return Stream.of(End.values())
                .flatMap(a -> Stream.of(End.values())
                        .flatMap(b -> Stream.of(End.values()).map(c -> List.of(a, b, c))));
    }

    @ParameterizedTest(name = "{0} after the last leave")
    @MethodSource("ways")
    void isIdleWithinTheLargestDeadlineAfterTheLastLeave(List<End> ways) {
        try (Simulation sim = new Simulation(7)) {
            start(sim, ways);
            sim.viewers.forEach(Simulation.SimViewer::leave);
            sim.pass(Tuning.DEFAULT.linger().minusMillis(1));
            hang(sim, ways);
            sim.pass(Tuning.DEFAULT.close().plusMillis(501));
            assertThat(sim.state("hall")).isEqualTo(StreamState.IDLE);
            assertReasonsKept(sim, ways);
            String text = sim.info("hall").text();
            for (int i = 0; i < 3; i++) {
                String told = sim.info("hall").sources().get(i).text();
                switch (ways.get(i)) {
                    case FINISHES -> assertThat(told).isEqualTo("nobody watches");
                    case HANGS -> assertThat(told).contains("abandoned");
                    case THROWS -> assertThat(told).contains("close failed of cam" + i);
                }
                if (ways.get(i) != End.FINISHES) {
                    assertThat(text).contains(told);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} at removal")
    @MethodSource("ways")
    void isGoneWithinTheLargestDeadlineWhenItIsRemoved(List<End> ways) {
        try (Simulation sim = new Simulation(11)) {
            start(sim, ways);
            boolean[] done = new boolean[1];
            sim.lane.execute(() -> sim.streams.remove(StreamName.of("hall"), () -> done[0] = true));
            hang(sim, ways);
            sim.pass(Tuning.DEFAULT.close().plusMillis(500));
            assertThat(done[0]).isTrue();
            assertReasonsKept(sim, ways);
            assertThat(sim.viewers)
                    .allSatisfy(viewer -> assertThat(viewer.endings).isEqualTo(1));
        }
    }

    /** A camera, what reads from it, and what reads from that: each one goes after those that read from it. */
    @ParameterizedTest(name = "{0} of sources that read from each other, at removal")
    @MethodSource("ways")
    void whatIsReadEndsAfterItsReadersOrAfterTheHeadStart(List<End> ways) {
        try (Simulation sim = new Simulation(13)) {
            chain(sim, ways);
            boolean[] done = new boolean[1];
            sim.lane.execute(() -> sim.streams.remove(StreamName.of("hall"), () -> done[0] = true));
            hang(sim, ways);
            var began = new ArrayList<String>();
            while (sim.step()) {
                noteCloses(sim, began);
            }
            // The first reader reads from the camera; the second one from it. Told that its stream ends it ends by
            // itself.
            if (ways.get(1) == End.HANGS) {
                assertThat(began).doesNotContain("hall#0");
                sim.pass(Duration.ofMillis(300));
                noteCloses(sim, began);
            } else {
                assertThat(began)
                        .containsExactlyInAnyOrder("hall#2", "hall#1", "hall#0")
                        .endsWith("hall#0");
            }
            sim.pass(Tuning.DEFAULT.close().plusMillis(200));
            assertThat(done[0]).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} of sources that read from each other, after the last leave")
    @MethodSource("ways")
    void aChainOfReadersIsIdleInTimeAfterTheLastLeave(List<End> ways) {
        try (Simulation sim = new Simulation(17)) {
            chain(sim, ways);
            hang(sim, ways);
            sim.viewers.forEach(Simulation.SimViewer::leave);
            sim.pass(Tuning.DEFAULT
                    .linger()
                    .plus(Tuning.DEFAULT.close().multipliedBy(2))
                    .plusMillis(500));
            assertThat(sim.state("hall")).isEqualTo(StreamState.IDLE);
            assertThat(sim.info("hall").consumers()).isEmpty();
            sim.hangs = call -> false;
            sim.settle();
            var next = sim.join("hall", sound("opus"));
            sim.pass(Duration.ofSeconds(8));
            assertThat(next.joined).isCompleted();
        }
    }

    private static void chain(Simulation sim, List<End> ways) {
        var camera = new SimDriver(new Random(0), 0);
        camera.sound = true;
        camera.closeProblem = ways.get(0) == End.THROWS ? "close failed of the camera" : null;
        sim.addDriver("cam", camera, "1.0.0");
        for (int i = 1; i < 3; i++) {
            var reader = new ReadingDriver(new Random(i), 0);
            reader.closeProblem = ways.get(i) == End.THROWS ? "close failed of a reader" : null;
            sim.addDriver("read" + i, reader, "1.0.0");
        }
        // The first reader makes FLAC of what the camera has, the second one Opus of that.
        sim.define("hall", "cam://x", "read1:hall#audio=flac#all", "read2:hall#audio=opus#only=flac");
        sim.join("hall", sound("opus"));
        sim.pass(Duration.ofSeconds(4));
        assertThat(sim.viewers.get(0).joined).isCompleted();
        assertThat(sim.info("hall").consumers()).hasSize(3);
    }

    private static Want sound(String codec) {
        return Want.of(MediaKind.AUDIO, CodecPattern.of(codec));
    }

    private static void noteCloses(Simulation sim, List<String> began) {
        for (SimCalls.Call<?> call : sim.calls.running()) {
            if (call.name.startsWith("close ")) {
                String place = call.name.substring(6, call.name.lastIndexOf(' '));
                if (!began.contains(place)) {
                    began.add(place);
                }
            }
        }
    }

    private static void start(Simulation sim, List<End> ways) {
        var drivers = new ArrayList<SimDriver>();
        for (int i = 0; i < 3; i++) {
            var driver = new SimDriver(new Random(i), 0);
            if (ways.get(i) == End.THROWS) {
                driver.closeProblem = "close failed of cam" + i;
            }
            drivers.add(driver);
            sim.addDriver("cam" + i, driver, "1.0.0");
        }
        sim.define("hall", "cam0://x", "cam1://x", "cam2://x");
        sim.join("hall", new Want(MediaKind.VIDEO, List.of(), true));
        sim.pass(Duration.ofSeconds(3));
        drivers.forEach(driver -> assertThat(driver.open).hasSize(1));
        drivers.forEach(driver -> driver.open.get(0).deliver());
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
    }

    /** Lets the closes begin, and those that shall hang, hang. */
    private static void hang(Simulation sim, List<End> ways) {
        sim.hangs = call -> {
            for (int i = 0; i < ways.size(); i++) {
                if (ways.get(i) == End.HANGS && call.name.startsWith("close hall#" + i)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static void assertReasonsKept(Simulation sim, List<End> ways) {
        for (int i = 0; i < ways.size(); i++) {
            String source = "cam" + i + "://x";
            List<String> told = sim.journal.stream()
                    .filter(line -> line.startsWith("source.close_failed") && line.contains(source))
                    .toList();
            assertThat(told).hasSize(ways.get(i) == End.FINISHES ? 0 : 1);
        }
    }
}
