/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamState;
import io.sluice.api.stream.Want;
import io.sluice.core.driver.DriverEntry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A driver whose program is not installed. */
class ProgramMissingTest {
    private static final String INSTALL = "ffmpeg is not installed; apt-get install ffmpeg";

    private final Simulation sim = new Simulation(3);
    private final SimDriver driver = new SimDriver(new Random(1), 0);
    private DriverEntry entry;

    @BeforeEach
    void withoutProgram() {
        driver.always = new Opened.Refused(Reason.PROGRAM_MISSING, INSTALL, Opened.Retry.NO);
        entry = sim.addDriver("ffmpeg", driver, "1.0.0");
        sim.define("hall", "ffmpeg:yard");
        sim.settle();
    }

    @AfterEach
    void stop() {
        sim.close();
    }

    private List<String> told(String code) {
        return sim.journal.stream().filter(line -> line.startsWith(code)).toList();
    }

    @Test
    void theStreamWaitsSaysWhatToInstallOnceAndStartsWhenThatWasDone() {
        sim.preload("hall", Want.any(MediaKind.VIDEO));
        sim.pass(Duration.ofMinutes(2));
        assertThat(sim.state("hall")).isEqualTo(StreamState.WAITING_FOR_DRIVER);
        assertThat(sim.info("hall").reason()).isEqualTo(Reason.PROGRAM_MISSING);
        assertThat(sim.info("hall").text()).isEqualTo(INSTALL);
        assertThat(sim.info("hall").sources().get(0).nextRetryAt()).isNotNull();
        assertThat(driver.opens).isBetween(20, 26);
        assertThat(told("source.failed")).hasSize(1);
        assertThat(told("stream.state")).as("it does not flicker").hasSize(2);
        driver.always = null;
        sim.pass(Duration.ofSeconds(5));
        assertThat(driver.open).hasSize(1);
        driver.open.get(0).deliver();
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
    }

    @Test
    void aViewerWaitsAndIsServedWhenTheProgramComesInTime() {
        var viewer = sim.join("hall", Want.any(MediaKind.VIDEO));
        sim.pass(Duration.ofSeconds(4));
        assertThat(viewer.joined).isNotDone();
        driver.always = null;
        sim.pass(Duration.ofSeconds(4));
        assertThat(viewer.joined).isCompleted();
    }

    @Test
    void aViewerIsToldWhatToInstallWhenItDoesNot() {
        var viewer = sim.join("hall", Want.any(MediaKind.VIDEO));
        sim.pass(Simulation.START);
        Object problem = viewer.joined.handle((ok, failed) -> failed).join();
        assertThat(problem).isInstanceOfSatisfying(StreamException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.PROGRAM_MISSING);
            assertThat(e).hasMessageContaining(INSTALL);
        });
        assertThat(sim.state("hall")).isEqualTo(StreamState.IDLE);
        sim.pass(Duration.ofSeconds(15));
        assertThat(driver.opens).as("nobody looks any more").isBetween(2, 3);
        assertThat(sim.lane.hasTimers()).isFalse();
    }

    @Test
    void aDriverThatChangesItsServiceIsAskedAtOnce() {
        sim.preload("hall", Want.any(MediaKind.VIDEO));
        sim.pass(Duration.ofSeconds(7));
        int before = driver.opens;
        driver.always = null;
        sim.changeDriver(entry, 0, "ffmpeg");
        sim.settle();
        assertThat(driver.opens).isEqualTo(before + 1);
        assertThat(driver.open).hasSize(1);
    }

    @Test
    void whenTheDriverGoesTooThatIsWhatIsMissing() {
        sim.preload("hall", Want.any(MediaKind.VIDEO));
        sim.pass(Duration.ofSeconds(7));
        sim.removeDriver(entry);
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.WAITING_FOR_DRIVER);
        assertThat(sim.info("hall").reason()).isEqualTo(Reason.DRIVER_MISSING);
        sim.pass(Duration.ofSeconds(30));
        assertThat(sim.info("hall").reason()).isEqualTo(Reason.DRIVER_MISSING);
    }
}
