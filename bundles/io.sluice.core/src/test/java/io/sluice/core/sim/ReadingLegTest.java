/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.StreamState;
import io.sluice.api.stream.Want;
import io.sluice.core.lane.Tuning;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sources that read from streams of this server: mission bug (a) at the level of core. */
class ReadingLegTest {
    private static final Want PICTURE = Want.any(MediaKind.VIDEO);
    private static final Want OPUS = Want.of(MediaKind.AUDIO, CodecPattern.of("opus"));

    private final Simulation sim = new Simulation(5);
    private final SimDriver camera = new SimDriver(new Random(1), 0);
    private final ReadingDriver reader = new ReadingDriver(new Random(2), 0);

    @BeforeEach
    void drivers() {
        sim.addDriver("cam", camera, "1.0.0");
        sim.addDriver("read", reader, "1.0.0");
        sim.settle();
    }

    @AfterEach
    void stop() {
        sim.close();
    }

    @Test
    void aSourceThatReadsItsOwnStreamIsAViewerOfIt() {
        sim.define("hall", "cam://hall", "read:hall#video=h264");
        sim.join("hall", PICTURE, Want.of(MediaKind.VIDEO, CodecPattern.of("h264")));
        sim.pass(Duration.ofSeconds(3));
        assertThat(sim.info("hall").consumers()).hasSize(2).anySatisfy(consumer -> {
            assertThat(consumer.protocol()).isEqualTo("read");
            assertThat(consumer.remote()).isEqualTo("hall#1");
        });
    }

    @Test
    void whenTheLastViewerLeavesTheSourceThatReadsIsClosedFirstAndThenWhatItReadFrom() {
        sim.define("hall", "cam://hall", "read:hall#audio=opus#all");
        var viewer = sim.join("hall", PICTURE, OPUS);
        sim.pass(Duration.ofSeconds(3));
        camera.open.forEach(SimDriver.SimProducer::deliver);
        reader.open.forEach(ReadingDriver.Reader::deliver);
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        viewer.leave();
        sim.settle();
        assertThat(reader.open).isEmpty();
        assertThat(camera.open).hasSize(1);
        sim.pass(Tuning.DEFAULT.linger());
        assertThat(camera.open).isEmpty();
        assertThat(sim.state("hall")).isEqualTo(StreamState.IDLE);
        assertThat(sim.info("hall").consumers()).isEmpty();
    }

    @Test
    void aJoinAfterTheEndOfTheGenerationFails() {
        sim.define("hall", "cam://hall", "read:hall#audio=opus#all");
        sim.join("hall", PICTURE, OPUS);
        sim.pass(Duration.ofSeconds(3));
        ReadingDriver.Reader first = reader.open.get(0);
        first.die();
        sim.settle();
        assertThat(first.endings).as("it is not told what it knows").isZero();
        var late = first.context
                .join(first.context.stream(), java.util.List.of(PICTURE), Duration.ofSeconds(1), first)
                .toCompletableFuture();
        sim.settle();
        assertThat(late).isCompletedExceptionally();
        assertThat(late.handle((ok, problem) -> problem.toString()).join()).contains("over");
        assertThat(sim.info("hall").consumers()).hasSize(1);
    }
}
