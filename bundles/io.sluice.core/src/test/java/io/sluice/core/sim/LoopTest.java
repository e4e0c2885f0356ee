/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamState;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A7: a stream that would feed itself is refused with a sentence, whatever the order of starts. Never does it hang. */
class LoopTest {
    private static final Want PICTURE = Want.any(MediaKind.VIDEO);
    private static final Want SOUND = Want.any(MediaKind.AUDIO);
    private static final Want OPUS = Want.of(MediaKind.AUDIO, CodecPattern.of("opus"));

    private final List<Simulation> all = new ArrayList<>();
    private Simulation sim = simulation(1);
    private SimDriver camera;
    private ReadingDriver reader;

    private Simulation simulation(long seed) {
        var fresh = new Simulation(seed);
        all.add(fresh);
        camera = new SimDriver(new Random(seed), 0);
        camera.pictureOnly = true;
        reader = new ReadingDriver(new Random(seed), 0);
        fresh.addDriver("cam", camera, "1.0.0");
        fresh.addDriver("read", reader, "1.0.0");
        fresh.settle();
        return fresh;
    }

    @AfterEach
    void stop() {
        all.forEach(Simulation::close);
    }

    @Test
    void aStreamThatIsItsOwnOnlySourceIsRefusedAtOnce() {
        sim.define("cam", "read:cam#audio=opus");
        var viewer = sim.join("cam", SOUND);
        sim.settle();
        assertRefused(viewer.joined, "cam#0 -> cam");
        assertThat(sim.state("cam")).isEqualTo(StreamState.IDLE);
        assertThat(reader.opens).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void aCircleOfStreamsIsRefusedWhereverOneStarts(int length) {
        for (int start = 0; start < length; start++) {
            sim = simulation(start);
            circle(length);
            var viewer = sim.join("s" + start, SOUND);
            sim.settle();
            assertRefused(viewer.joined, " -> s");
            allIdle(length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void aCircleThatIsStartedFromAllEndsAtOnceIsRefusedFromAll(int length) {
        for (long seed = 0; seed < 150; seed++) {
            sim = simulation(seed);
            circle(length);
            var starts = new ArrayList<>(List.of(0, 1, 2, 3).subList(0, length));
            Collections.shuffle(starts, new Random(seed));
            starts.forEach(start -> sim.join("s" + start, SOUND));
            sim.settle();
            sim.viewers.forEach(viewer -> assertRefused(viewer.joined, " -> s"));
            allIdle(length);
        }
    }

    private void circle(int length) {
        for (int i = 0; i < length; i++) {
            sim.define("s" + i, "read:s" + (i + 1) % length + "#audio=opus");
        }
        sim.settle();
    }

    private void allIdle(int length) {
        for (int i = 0; i < length; i++) {
            assertThat(sim.state("s" + i)).isEqualTo(StreamState.IDLE);
            assertThat(sim.info("s" + i).consumers()).isEmpty();
        }
        assertThat(sim.calls.running()).isEmpty();
        assertThat(reader.open).isEmpty();
    }

    private static void assertRefused(CompletableFuture<Subscription> joined, String circle) {
        assertThat(joined).isCompletedExceptionally();
        Object problem = joined.handle((ok, failed) -> failed).join();
        assertThat(problem).isInstanceOfSatisfying(StreamException.class, e -> {
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.LOOP);
            assertThat(e).hasMessageContaining("would feed itself").hasMessageContaining(circle);
        });
    }

    @Test
    void aSourceIsNeverGivenWhatItMakesItselfNorDoesItKeepItsStreamAlive() {
        sim.define("cam", "cam://x", "read:cam#audio=opus#all");
        var viewer = sim.join("cam", PICTURE, OPUS);
        sim.pass(Duration.ofSeconds(3));
        assertThat(viewer.joined).isCompleted();
        assertThat(viewer.joined.join().misses()).isEmpty();
        // The camera has no microphone: for the program that leaves a picture, not its own sound.
        assertThat(reader.open.get(0).subscription.matches()).hasSize(1);
        assertThat(reader.open.get(0).subscription.misses())
                .singleElement()
                .satisfies(miss -> assertThat(miss.text()).contains("would feed itself: cam#1 -> cam"));
        viewer.leave();
        sim.pass(Duration.ofSeconds(6));
        assertThat(sim.state("cam")).isEqualTo(StreamState.IDLE);
        assertThat(camera.open).isEmpty();
        assertThat(reader.open).isEmpty();
    }

    @Test
    void aJoinThatBecomesACircleByAChangeIsEndedAndStartsAgainWhenItIsNoneAnyMore() {
        sim.define("a", "none://a", "cam://a");
        sim.define("b", "read:a#video=h264");
        var viewer = sim.join("b", PICTURE);
        sim.pass(Duration.ofSeconds(3));
        assertThat(viewer.joined).isCompleted();
        sim.define("a", "read:b#video=h264");
        sim.pass(Duration.ofSeconds(5));
        assertThat(sim.info("b").reason()).isEqualTo(Reason.LOOP);
        assertThat(sim.info("b").text()).contains("would feed itself");
        assertThat(sim.state("b")).isEqualTo(StreamState.RECONNECTING);
        assertThat(reader.open).isEmpty();
        var late = sim.join("b", PICTURE);
        sim.settle();
        assertRefused(late.joined, " -> ");
        sim.define("a", "none://a", "cam://other");
        sim.settle();
        assertThat(camera.open).hasSize(1);
        assertThat(reader.open).hasSize(1);
        reader.open.get(0).deliver();
        sim.settle();
        assertThat(sim.state("b")).isEqualTo(StreamState.LIVE);
        assertThat(viewer.endings).isZero();
    }

    @Test
    void aCircleThatIsKeptRunningIsTriedUnderThePolicyAndNoFaster() {
        sim.define("a", "read:b#audio=opus");
        sim.define("b", "read:a#audio=opus");
        sim.settle();
        for (String name : List.of("a", "b")) {
            sim.preload(name, SOUND);
        }
        sim.pass(Duration.ofMinutes(5));
        assertThat(reader.opens).isBetween(4, 60);
        assertThat(sim.info("a").reason()).isEqualTo(Reason.LOOP);
        sim.lane.runNow(() ->
                assertThat(sim.streams.remove(StreamName.of("b"), () -> {})).isTrue());
        sim.define("b", "cam://b");
        sim.pass(Duration.ofSeconds(20));
        assertThat(sim.info("a").reason()).isNotEqualTo(Reason.LOOP);
    }

    @Test
    void twoStreamsMayReadFromEachOtherWhereThatIsNoCircle() {
        sim.define("a", "cam://a", "read:b#audio=opus#all");
        sim.define("b", "cam://b", "read:a#audio=aac#all");
        var first = sim.join("a", PICTURE, OPUS);
        var second = sim.join("b", PICTURE, SOUND);
        sim.pass(Duration.ofSeconds(10));
        assertThat(first.joined.join().misses()).isEmpty();
        assertThat(second.joined.join().misses()).isEmpty();
        first.leave();
        second.leave();
        sim.pass(Duration.ofSeconds(12));
        assertThat(sim.state("a")).isEqualTo(StreamState.IDLE);
        assertThat(sim.state("b")).isEqualTo(StreamState.IDLE);
    }
}
