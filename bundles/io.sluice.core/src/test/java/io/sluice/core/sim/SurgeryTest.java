/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an administrator does to a stream that runs. */
class SurgeryTest {
    private static final StreamName HALL = StreamName.of("hall");

    private final Simulation sim = new Simulation(5);
    private final SimDriver driver = new SimDriver(new Random(5), 0);

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
        flow();
        return viewer;
    }

    private void flow() {
        driver.open.forEach(SimDriver.SimProducer::deliver);
        sim.settle();
    }

    @Test
    void kickEndsOneViewerAndLeavesTheOthers() {
        var kicked = watch();
        var stays = watch();
        String id = kicked.joined.join().id();
        var answers = new ArrayList<Boolean>();
        sim.lane.execute(() -> answers.add(sim.streams.kick(id)));
        sim.lane.execute(() -> answers.add(sim.streams.kick(id)));
        sim.settle();
        assertThat(answers).containsExactly(true, false);
        assertThat(kicked.endings).isEqualTo(1);
        assertThat(stays.endings).isZero();
        assertThat(sim.info("hall").consumers()).hasSize(1);
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
    }

    @Test
    void restartOpensTheSourceAnewAndKeepsTheViewers() throws StreamException {
        var viewer = watch();
        int opens = driver.opens;
        sim.lane.execute(() -> {
            try {
                sim.streams.restart(HALL, 0);
            } catch (StreamException e) {
                throw new AssertionError(e);
            }
        });
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.RECONNECTING);
        sim.pass(Duration.ofSeconds(1));
        flow();
        assertThat(driver.opens).isEqualTo(opens + 1);
        assertThat(viewer.endings).isZero();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        assertThatThrownBy(() -> sim.lane.runNow(() -> restartUnchecked(1)))
                .hasRootCauseInstanceOf(StreamException.class);
    }

    private void restartUnchecked(int source) {
        try {
            sim.streams.restart(HALL, source);
        } catch (StreamException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theOpenSourcesAreAskedForAKeyUnit() {
        watch();
        assertThat(requestKey(HALL)).isCompletedWithValue(1);
        assertThat(driver.keyRequests).isEqualTo(1);
        driver.keyProblem = new IllegalStateException("no");
        assertThatThrownBy(requestKey(HALL)::join)
                .cause()
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DRIVER_FAILED));
    }

    private CompletableFuture<Integer> requestKey(StreamName name) {
        var answer = new CompletableFuture<Integer>();
        sim.lane.execute(() -> {
            try {
                sim.streams.requestKey(name, answer);
            } catch (StreamException e) {
                answer.completeExceptionally(e);
            }
        });
        sim.settle();
        return answer;
    }
}
