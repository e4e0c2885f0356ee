/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source may say how long it may take: {@code #timeout=N}. */
class SourceTimesTest {
    private final Simulation sim = new Simulation(1);
    private final SimDriver driver = new SimDriver(new Random(1), 0);

    @AfterEach
    void close() {
        sim.close();
    }

    private void watch(String options) {
        sim.addDriver("cam", driver, "1.0.0");
        sim.define("hall", "cam://hall" + options);
        sim.settle();
        sim.join("hall");
        sim.settle();
    }

    /** Viewers give up after ten seconds: others come. */
    private void passWatched(int seconds) {
        for (int second = 0; second < seconds; second++) {
            sim.join("hall");
            sim.pass(Duration.ofSeconds(1));
        }
    }

    private boolean told(String what) {
        return sim.journal.stream().anyMatch(line -> line.contains(what));
    }

    @ParameterizedTest
    @CsvSource({"'', 4, 7", "#timeout=2, 1, 4", "#timeout=20, 18, 23", "#timeout=x, 4, 7"})
    void silenceIsJudgedByTheSourcesOwnTime(String options, int well, int stalled) {
        watch(options);
        driver.open.forEach(SimDriver.SimProducer::deliver);
        sim.pass(Duration.ofSeconds(well));
        assertThat(told("STALLED")).isFalse();
        for (int second = well; second < stalled; second++) {
            sim.pass(Duration.ofSeconds(1));
        }
        assertThat(told("STALLED")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"'', 9, 11", "#timeout=2, 9, 11", "#timeout=30, 58, 61", "#timeout=0, 9, 11"})
    void anAttemptMayTakeTheConnectionsTimeAndTheAnswers(String options, int well, int late) {
        sim.hangs = call -> true;
        watch(options);
        passWatched(well);
        assertThat(told("did not return from open")).isFalse();
        passWatched(late - well);
        assertThat(told("did not return from open"))
                .as(String.join("\n", sim.journal))
                .isTrue();
    }
}
