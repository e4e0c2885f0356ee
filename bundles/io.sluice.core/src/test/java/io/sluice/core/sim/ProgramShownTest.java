/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProgramStatus;
import io.sluice.api.driver.ProgramStatus.State;
import io.sluice.api.driver.ProgramStatus.Status;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamInfo.SourceInfo;
import io.sluice.api.stream.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is shown of the programs behind sources; a driver is asked for it off the lane. */
class ProgramShownTest {
    private final Simulation sim = new Simulation(8);
    private final SimDriver driver = new SimDriver(new Random(1), 0);
    private Status now = status(State.STARTING, "opening");
    private int asked;

    private static Status status(State state, String... words) {
        return new Status("ffmpeg -i rtsp://user:***@cam/1", 4711, state, Instant.EPOCH, List.of(words));
    }

    @BeforeEach
    void start() {
        driver.program = () -> {
            assertThat(sim.lane.isHere()).as("on the lane").isFalse();
            asked++;
            return now;
        };
        sim.addDriver("exec", driver, "1.0.0");
        sim.define("hall", "exec:/bin/cam");
        sim.join("hall");
        sim.pass(Duration.ofSeconds(3));
    }

    @AfterEach
    void stop() {
        sim.close();
    }

    private CompletableFuture<StreamInfo> ask() {
        var answer = new CompletableFuture<StreamInfo>();
        sim.lane.execute(() -> {
            try {
                sim.streams.describe(StreamName.of("hall"), answer);
            } catch (StreamException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private SourceInfo shown() {
        CompletableFuture<StreamInfo> answer = ask();
        sim.settle();
        return answer.join().sources().get(0);
    }

    @Test
    void whatIsShownIsOfNowAndAskedForNoOftenerThanTwiceASecond() {
        assertThat(shown().program()).isEqualTo(now);
        now = status(State.RUNNING, "frame= 100");
        assertThat(shown().program().state()).isEqualTo(State.STARTING);
        assertThat(asked).isEqualTo(1);
        sim.pass(Duration.ofMillis(500));
        assertThat(shown().program()).isEqualTo(now);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void afterItsEndItIsShownWithItsLastWords() {
        now = status(State.ENDED, "Connection refused", "Exiting");
        driver.open.get(0).context.ended(Reason.ENDED, "it ended", Opened.Retry.YES);
        sim.settle();
        SourceInfo source = shown();
        assertThat(source.nextRetryAt()).isNotNull();
        assertThat(source.program().state()).isEqualTo(State.ENDED);
        assertThat(source.program().lastWords()).containsExactly("Connection refused", "Exiting");
        sim.pass(Duration.ofSeconds(2));
        assertThat(shown().restarts()).isEqualTo(1);
        sim.viewers.forEach(Simulation.SimViewer::leave);
        sim.pass(Duration.ofSeconds(10));
        sim.join("hall");
        sim.settle();
        assertThat(shown().restarts()).as("somebody new begins anew").isZero();
    }

    @Test
    void aDriverThatDoesNotAnswerDelaysAPageOnceAndShortly() {
        sim.hangs = call -> call.name.contains("program");
        CompletableFuture<StreamInfo> first = ask();
        sim.pass(Duration.ofMillis(199));
        assertThat(first).isNotDone();
        sim.pass(Duration.ofMillis(2));
        assertThat(first.join().sources().get(0).program()).isNull();
        sim.pass(Duration.ofSeconds(1));
        CompletableFuture<StreamInfo> second = ask();
        sim.settle();
        assertThat(second).as("it is not asked again before it has answered").isCompleted();
        sim.hangs = call -> false;
        sim.settle();
        assertThat(shown().program()).isEqualTo(now);
    }

    @Test
    void noMoreThanTwentyLinesAreKeptTheNewest() {
        List<String> words = Collections.nCopies(30, "old");
        var many = new ArrayList<>(words);
        many.add("new");
        assertThat(status(State.RUNNING, many.toArray(String[]::new)).lastWords())
                .hasSize(Status.MAX_WORDS)
                .endsWith("new");
    }

    @Test
    void aFacetThatThrowsIsNothingToTheSource() {
        ProgramStatus broken = () -> {
            throw new IllegalStateException("confused");
        };
        driver.program = broken;
        driver.open.get(0).die();
        sim.pass(Duration.ofSeconds(3));
        assertThat(shown().program()).isNull();
        assertThat(sim.info("hall").sources().get(0).generation()).isPositive();
    }
}
