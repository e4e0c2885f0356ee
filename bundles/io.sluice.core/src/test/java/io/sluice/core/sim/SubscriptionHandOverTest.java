/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamState;
import io.sluice.api.stream.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions that outlive the bundle they were made for. The simulation itself is the first bundle. */
class SubscriptionHandOverTest {
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Simulation sim = new Simulation(7);
    private final SimDriver driver = new SimDriver(new Random(7), 0);
    private final Object nextBundle = new Object();
    private final List<String> told = new ArrayList<>();
    private final Consumer successor = new Consumer() {
        @Override
        public void ended(Reason reason, String text) {
            told.add("ended " + reason);
        }
    };

    @BeforeEach
    void start() {
        sim.addDriver("cam", driver, "1.0.0");
        sim.define("hall", "cam://hall");
        sim.settle();
    }

    @AfterEach
    void close() {
        sim.close();
    }

    private Simulation.SimViewer watch() {
        var viewer = sim.join("hall");
        sim.settle();
        driver.open.forEach(SimDriver.SimProducer::deliver);
        sim.settle();
        return viewer;
    }

    private void stopBundle(Object bundle) {
        sim.lane.execute(() -> sim.streams.release(bundle));
        sim.settle();
    }

    @Test
    void theNextBundleGoesOnWithWhatWasHandedOver() {
        var viewer = watch();
        var other = watch();
        Subscription subscription = viewer.joined.join();
        subscription.handOver();
        stopBundle(sim);
        assertThat(viewer.endings).isZero();
        assertThat(other.endings).isEqualTo(1);

        Subscription adopted = sim.streams.adopt(subscription.id(), nextBundle, successor);
        sim.settle();
        assertThat(adopted.id()).isEqualTo(subscription.id());
        assertThat(adopted.matches()).isNotEmpty();
        assertThat(sim.streams.adopt(subscription.id(), nextBundle, successor)).isNull();
        sim.pass(WAIT.plusSeconds(1));
        assertThat(told).isEmpty();
        assertThat(sim.info("hall").consumers()).hasSize(1);
        assertThat(driver.opens).isEqualTo(1);

        stopBundle(nextBundle);
        assertThat(told).containsExactly("ended BUNDLE_STOPPED");
        assertThat(sim.info("hall").consumers()).isEmpty();
        assertThat(viewer.endings).isZero();
    }

    @Test
    void oneThatNobodyAdoptsEnds() {
        var viewer = watch();
        Subscription subscription = viewer.joined.join();
        subscription.handOver();
        stopBundle(sim);
        sim.pass(WAIT.minusSeconds(1));
        assertThat(sim.info("hall").consumers()).hasSize(1);
        sim.pass(Duration.ofSeconds(2));
        assertThat(sim.info("hall").consumers()).isEmpty();
        assertThat(sim.streams.adopt(subscription.id(), nextBundle, successor)).isNull();
        assertThat(viewer.endings).isZero();
        sim.pass(WAIT);
        assertThat(sim.state("hall")).isEqualTo(StreamState.IDLE);
    }

    @Test
    void oneWhoseStreamIsRemovedMeanwhileCannotBeAdopted() {
        Subscription subscription = watch().joined.join();
        subscription.handOver();
        stopBundle(sim);
        sim.lane.execute(() -> sim.streams.remove(StreamName.of("hall"), () -> {}));
        sim.settle();
        assertThat(sim.streams.adopt(subscription.id(), nextBundle, successor)).isNull();
    }

    @Test
    void theNextBundleIsToldOfAnEndThatComesWithItsAdoption() {
        Subscription subscription = watch().joined.join();
        subscription.handOver();
        stopBundle(sim);
        sim.lane.execute(() -> sim.streams.remove(StreamName.of("hall"), () -> {}));
        assertThat(sim.streams.adopt(subscription.id(), nextBundle, successor)).isNotNull();
        sim.settle();
        assertThat(told).containsExactly("ended REMOVED");
    }

    @Test
    void bothBundlesMayBeThereAtOnce() {
        Subscription subscription = watch().joined.join();
        subscription.handOver();
        sim.streams.adopt(subscription.id(), nextBundle, successor);
        stopBundle(sim);
        assertThat(told).isEmpty();
        assertThat(sim.info("hall").consumers()).hasSize(1);
    }

    @Test
    void aJoinThatIsStillGoingOnEndsWithItsBundle() {
        var viewer = sim.join("hall");
        stopBundle(sim);
        sim.settle();
        assertThat(viewer.joined).isCompletedExceptionally();
    }
}
