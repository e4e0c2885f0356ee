/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sluice.api.stream.StreamState;
import io.sluice.core.driver.DriverEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of three streams with two drivers, each decided by one seed: joins and leaves, drivers that come, go,
 * refuse, throw and hang, sources that die, time that passes. The invariants hold after every command; in the end
 * everything is at rest and every join was answered. Planted bugs show that the checks find something.
 */
class InterleavingTest {
    /** About a hundred seeds a second; the blocks share the soak time. */
    private static final int SEEDS = 150 + Integer.getInteger("sluice.soak", 0) * 750;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void everySeedComesToRestWithEveryJoinAnswered(long block) {
        for (long seed = block * SEEDS; seed < (block + 1) * SEEDS; seed++) {
            live(seed, sim -> {});
        }
    }

    @Test
    void aLaneThatLosesCommandsIsFound() {
        assertThat(seedThatFinds(sim -> sim.lane.plantedLoss = true)).isNotNegative();
    }

    @Test
    void anAnswerOfAnOldGenerationThatIsTakenForANewOneIsFound() {
        assertThat(seedThatFinds(sim -> sim.calls.plantedSecondAnswer = true)).isNotNegative();
    }

    private static long seedThatFinds(Consumer<Simulation> plant) {
        for (long seed = 0; seed < 400; seed++) {
            try {
                live(seed, plant);
            } catch (AssertionError | RuntimeException found) {
                return seed;
            }
        }
        return -1;
    }

    private static void live(long seed, Consumer<Simulation> plant) {
        try (Simulation sim = new Simulation(seed)) {
            plant.accept(sim);
            new Life(sim, new Random(seed)).run();
        } catch (AssertionError | RuntimeException e) {
            fail("seed " + seed, e);
        }
    }

    private static final class Life {
        private static final String[] NAMES = {"hall", "yard", "door", "left", "right"};

        private final Simulation sim;
        private final Random random;
        private final List<DriverEntry> there = new ArrayList<>();
        private final List<ReadingDriver> readers = new ArrayList<>();

        Life(Simulation sim, Random random) {
            this.sim = sim;
            this.random = random;
        }

        void run() {
            sim.define("hall", "cam://hall", "read:hall#audio=opus#all", "read:right#audio=opus");
            sim.define("yard", "cam://yard", "alt://yard");
            sim.define("door", "alt://door", "cam://door", "none://door");
            redefine();
            come();
            for (int i = 0; i < 120; i++) {
                act();
                int steps = random.nextInt(6);
                for (int step = 0; step < steps; step++) {
                    sim.step();
                }
            }
            rest();
        }

        private void act() {
            switch (random.nextInt(18)) {
                case 0, 1, 2, 3, 4 -> sim.join(NAMES[random.nextInt(NAMES.length)]);
                case 5, 6, 7, 8 -> leaveOne();
                case 9 -> come();
                case 10 -> go();
                case 11 -> deliver();
                case 12 -> dieOne();
                case 13 -> hangOne();
                case 14 -> sim.hanging.clear();
                case 15 -> redefine();
                default -> sim.pass(Duration.ofMillis(random.nextInt(4_000)));
            }
        }

        private void deliver() {
            sim.drivers.forEach(driver -> List.copyOf(driver.open).forEach(p -> p.deliver()));
            readers.forEach(driver -> List.copyOf(driver.open).forEach(ReadingDriver.Reader::deliver));
        }

        /** Streams that read themselves, and each other: circles come and go. */
        private void redefine() {
            sim.define(
                    "left", pick("read:right#audio=opus#all", "read:left#audio=opus#all", "cam://left", "alt://left"));
            if (random.nextBoolean()) {
                sim.define("right", "cam://right", pick("read:left#video=h265", "read:hall#audio=opus#all"));
            } else {
                sim.define("right", pick("read:left#audio=opus", "read:yard#video=h265#all"));
            }
        }

        private String pick(String... of) {
            return of[random.nextInt(of.length)];
        }

        private void leaveOne() {
            List<Simulation.SimViewer> left =
                    sim.viewers.stream().filter(viewer -> !viewer.left).toList();
            if (!left.isEmpty()) {
                left.get(random.nextInt(left.size())).leave();
            }
        }

        private void come() {
            if (random.nextInt(3) == 0) {
                var driver = new ReadingDriver(new Random(random.nextLong()), random.nextInt(3) * 0.3);
                readers.add(driver);
                there.add(sim.addDriver("read", driver, "1." + there.size() + ".0"));
                return;
            }
            String scheme = random.nextBoolean() ? "cam" : "alt";
            var driver = new SimDriver(new Random(random.nextLong()), random.nextInt(3) * 0.3);
            there.add(sim.addDriver(scheme, driver, "1." + there.size() + ".0"));
        }

        private void go() {
            if (!there.isEmpty()) {
                sim.removeDriver(there.remove(random.nextInt(there.size())));
            }
        }

        private void dieOne() {
            if (random.nextBoolean()) {
                for (ReadingDriver driver : readers) {
                    if (!driver.open.isEmpty()) {
                        driver.open.get(random.nextInt(driver.open.size())).die();
                        return;
                    }
                }
            }
            for (SimDriver driver : sim.drivers) {
                if (!driver.open.isEmpty()) {
                    driver.open.get(random.nextInt(driver.open.size())).die();
                    return;
                }
            }
        }

        private void hangOne() {
            List<SimCalls.Call<?>> running = sim.calls.running();
            if (!running.isEmpty()) {
                sim.hanging.add(running.get(random.nextInt(running.size())));
            }
        }

        /** Everybody leaves, whatever hangs comes back: then nothing may be left. */
        private void rest() {
            sim.viewers.forEach(Simulation.SimViewer::leave);
            sim.pass(Duration.ofSeconds(25));
            sim.hanging.clear();
            sim.pass(Duration.ofSeconds(10));
            for (Simulation.SimViewer viewer : sim.viewers) {
                assertThat(viewer.joined).isDone();
                assertThat(viewer.endings).isLessThanOrEqualTo(1);
                assertThat(viewer.answeredAtNs - viewer.joinedAtNs)
                        .as("time of a join")
                        .isLessThanOrEqualTo(Simulation.START.toNanos());
            }
            for (String name : NAMES) {
                assertThat(sim.state(name)).as(name).isEqualTo(StreamState.IDLE);
                assertThat(sim.info(name).consumers()).isEmpty();
            }
            assertThat(sim.drivers).allSatisfy(driver -> assertThat(driver.open).isEmpty());
            assertThat(readers).allSatisfy(driver -> assertThat(driver.open).isEmpty());
            assertThat(sim.calls.running()).isEmpty();
            assertThat(sim.lane.hasTimers()).isFalse();
        }
    }
}
