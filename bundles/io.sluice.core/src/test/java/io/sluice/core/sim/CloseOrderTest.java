/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamState;
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
        sim.join("hall", new io.sluice.api.stream.Want(io.sluice.api.media.MediaKind.VIDEO, List.of(), true));
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
