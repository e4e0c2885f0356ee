/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamState;
import io.sluice.core.driver.DriverEntry;
import io.sluice.core.driver.DriverHandle;
import io.sluice.core.lane.Tuning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/**
 * The figures of outages, with the times that hold when nothing is configured: 0.5 s ± 20 %, × 1.6, at most 30 s; anew
 * after 30 s of good media; never two attempts at once. The clock is the simulation's.
 */
class OutageTest {
    private static final double NS = 1e9;
    private static final Opened REFUSED = new Opened.Refused(Reason.REFUSED, "nobody listens", Opened.Retry.YES);

    private final Simulation sim = new Simulation(7);
    /** When the camera was dialled, in seconds. */
    private final List<Double> dials = new ArrayList<>();

    private final SimDriver driver = new SimDriver(new Random(1), 0);

    @AfterEach
    void close() {
        sim.close();
    }

    private Simulation.SimViewer watched() {
        sim.tuning = Tuning.of(Map.of("hold", "2m"));
        var entry = new DriverEntry(1, 0, "sim.driver", Version.emptyVersion, List.of("cam"), new Counting());
        sim.lane.execute(() -> sim.streams.driverCame(entry));
        sim.define("hall", "cam://hall");
        sim.settle();
        var viewer = sim.join("hall");
        sim.settle();
        flow();
        return viewer;
    }

    private void flow() {
        List.copyOf(driver.open).forEach(SimDriver.SimProducer::deliver);
        sim.settle();
    }

    /** Media flows all the time. */
    private void flowFor(Duration time) {
        for (int i = 0; i < time.toSeconds(); i++) {
            sim.pass(Duration.ofSeconds(1));
            flow();
        }
    }

    private void fail(Reason why) {
        driver.open.get(0).context.ended(why, "the camera went", Opened.Retry.YES);
        sim.settle();
    }

    /** Lets time pass until the camera is dialled again, and gives when, in seconds. */
    private double awaitDial(Duration most) {
        int before = dials.size();
        for (long i = 0; dials.size() == before; i++) {
            assertThat(i).as("not dialled within %s", most).isLessThan(most.toMillis() / 10);
            sim.pass(Duration.ofMillis(10));
        }
        return dials.get(before);
    }

    /** Times between the dials from this one on. */
    private List<Double> delaysFrom(int dial) {
        var delays = new ArrayList<Double>();
        for (int i = dial + 1; i < dials.size(); i++) {
            delays.add(dials.get(i) - dials.get(i - 1));
        }
        return delays;
    }

    private void assertNeverFasterThanTwoASecond() {
        for (int i = 2; i < dials.size(); i++) {
            assertThat(dials.get(i) - dials.get(i - 2))
                    .as("three dials of %s", dials)
                    .isGreaterThan(1.0);
        }
    }

    /** X-07, and go2rtc 258: it never stops to try. */
    @Test
    void aCameraThatRefusesIsTriedAfterHalfASecondThenRarerAndForGood() {
        var viewer = watched();
        driver.always = REFUSED;
        fail(Reason.RESET);
        double wentAt = sim.clock.nowNs() / NS;
        sim.pass(Duration.ofSeconds(60));
        assertThat(dials.get(1) - wentAt).isBetween(0.4, 0.6);
        double expected = 0.5 * 1.6;
        for (double delay : delaysFrom(1)) {
            assertThat(delay).isBetween(expected * 0.8 - 0.01, expected * 1.2 + 0.01);
            expected = Math.min(expected * 1.6, 30);
        }
        assertThat(delaysFrom(1)).hasSizeGreaterThanOrEqualTo(6);
        assertNeverFasterThanTwoASecond();
        assertThat(sim.journal.stream().filter(line -> line.startsWith("source.failed")))
                .as("one line for each try")
                .hasSize(dials.size());

        driver.always = null;
        double backAt = sim.clock.nowNs() / NS;
        assertThat(awaitDial(Duration.ofSeconds(32)) - backAt).isLessThan(32);
        flow();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        assertThat(viewer.endings).isZero();
    }

    /** The cap: for an hour nobody is there, and the next attempt is never further than 36 s away. */
    @Test
    void anHourLaterItIsStillTriedEveryThirtySeconds() {
        watched();
        sim.tuning = Tuning.of(Map.of("hold", "2h"));
        driver.always = REFUSED;
        fail(Reason.RESET);
        sim.pass(Duration.ofHours(1));
        assertThat(delaysFrom(1)).allMatch(delay -> delay < 36.1);
        assertThat(dials.size()).isBetween(100, 170);
        driver.always = null;
        awaitDial(Duration.ofSeconds(37));
        flow();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
    }

    /** go2rtc 1768: a camera that lets in, plays and closes at once made it dial every 100 to 300 ms for ever. */
    @Test
    void aCameraThatEndsAfterEachPictureIsNotStormed() {
        var viewer = watched();
        for (int i = 0; i < 600; i++) {
            if (!driver.open.isEmpty()) {
                flow();
                fail(Reason.ENDED);
            }
            sim.pass(Duration.ofMillis(100));
        }
        assertNeverFasterThanTwoASecond();
        assertThat(dials).hasSizeLessThan(12);
        assertThat(viewer.endings).isZero();
    }

    @Test
    void afterThirtySecondsOfGoodMediaTheDelayIsShortAgain() {
        watched();
        for (int outage = 0; outage < 4; outage++) {
            fail(Reason.RESET);
            double wentAt = sim.clock.nowNs() / NS;
            assertThat(awaitDial(Duration.ofSeconds(1)) - wentAt).isBetween(0.39, 0.62);
            flow();
            flowFor(Duration.ofSeconds(35));
        }
    }

    /** what is silent is dialled anew within the stall time and the first delay. */
    @Test
    void aSilentCameraIsFoundOutWithinTheStallTime() {
        var viewer = watched();
        flowFor(Duration.ofSeconds(10));
        double silentSince = sim.clock.nowNs() / NS;
        while (sim.journal.stream().noneMatch(line -> line.startsWith("source.failed"))) {
            sim.pass(Duration.ofMillis(100));
        }
        assertThat(sim.clock.nowNs() / NS - silentSince).isBetween(4.9, 6.1);
        sim.pass(Duration.ofSeconds(1));
        flow();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        assertThat(viewer.endings).isZero();
    }

    /** go2rtc 75: 59 connections to one camera that was thought dead. */
    @Test
    void neverTwoAttemptsOfOneSourceAreUnderWay() {
        watched();
        var random = new Random(3);
        for (int i = 0; i < 300; i++) {
            if (random.nextInt(4) == 0 && !driver.open.isEmpty()) {
                driver.open.get(0).die();
            }
            if (random.nextInt(3) == 0) {
                sim.join("hall");
            }
            long openOrOpening = driver.open.size()
                    + sim.calls.running().stream()
                            .filter(call -> call.name.startsWith("open"))
                            .count();
            assertThat(openOrOpening).isLessThanOrEqualTo(1);
            sim.pass(Duration.ofMillis(random.nextInt(400)));
            assertThat(driver.open).hasSizeLessThanOrEqualTo(1);
        }
    }

    /** for a minute no thread can be had. No driver is blamed, and what is open is closed in the end. */
    @Test
    void whenThreadsRunOutItGoesOnWhenThereAreSomeAgain() {
        var viewer = watched();
        sim.calls.famine = true;
        fail(Reason.RESET);
        sim.pass(Duration.ofSeconds(60));
        assertThat(viewer.endings).isZero();
        assertThat(driver.open).as("it could not be closed").hasSize(1);
        assertThat(sim.journal).anyMatch(line -> line.contains("no more threads"));
        sim.calls.famine = false;
        awaitDial(Duration.ofSeconds(37));
        flow();
        flowFor(Duration.ofSeconds(2));
        assertThat(driver.open).hasSize(1);
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        assertThat(viewer.endings).isZero();
    }

    /** the whole server was stopped for a minute. All sources are found silent, and dialled, within 5 s. */
    @Test
    void afterAMinuteOfSuspensionItReconnectsWithinFiveSeconds() {
        var viewer = watched();
        flowFor(Duration.ofSeconds(3));
        sim.clock.moveTo(sim.clock.nowNs() + Duration.ofMinutes(1).toNanos());
        var stale = AccessUnit.of(new byte[] {0, 0, 0, 2, 0x65, 1}, 900_000, true);
        assertThat(driver.open.get(0).sinks.get(0).deliver(stale)).isEqualTo(TrackSink.Delivery.DROPPED_UNTIL_KEY);
        sim.settle();
        int before = dials.size();
        sim.pass(Duration.ofSeconds(5));
        assertThat(dials).hasSizeGreaterThan(before);
        flow();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        assertThat(viewer.endings).isZero();
    }

    private final class Counting implements DriverHandle {
        @Override
        public Opened open(Source source, ProducerContext context) throws Exception {
            dials.add(sim.clock.nowNs() / NS);
            return driver.open(source, context);
        }

        @Override
        public void release() {}
    }
}
