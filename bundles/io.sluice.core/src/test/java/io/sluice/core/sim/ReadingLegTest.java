/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamState;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import io.sluice.core.CoreFixture.RawPackaging;
import io.sluice.core.lane.Tuning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private void live() {
        sim.pass(Duration.ofSeconds(3));
        deliver();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
    }

    private void deliver() {
        List.copyOf(camera.open).forEach(SimDriver.SimProducer::deliver);
        List.copyOf(reader.open).forEach(ReadingDriver.Reader::deliver);
        sim.settle();
    }

    private void pictures(int seconds) {
        for (int i = 0; i < seconds; i++) {
            List.copyOf(camera.open).forEach(SimDriver.SimProducer::deliver);
            sim.pass(Duration.ofSeconds(1));
        }
    }

    /** A3: what one viewer does is nothing to the other. */
    @Test
    void ofTwoViewersTheOneWhoStaysLosesNoUnitWhenTheOtherLeaves() {
        sim.define("hall", "cam://hall", "read:hall#audio=opus#all");
        var leaving = sim.join("hall", PICTURE, OPUS);
        var staying = sim.join("hall", PICTURE);
        live();
        var feed = staying.joined
                .join()
                .feed(List.of(staying.joined.join().matches().get(0).track().id()), "raw", RawPackaging::new)
                .toCompletableFuture();
        sim.settle();
        assertThat(feed).isCompleted();
        long before = units();
        for (int i = 0; i < 50; i++) {
            deliver();
            if (i == 20) {
                leaving.leave();
            }
            sim.pass(Duration.ofMillis(40));
        }
        assertThat(units() - before).isEqualTo(50);
        assertThat(reader.open).isEmpty();
        assertThat(camera.opens).isEqualTo(1);
        assertThat(staying.endings).isZero();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
    }

    private long units() {
        return sim.info("hall").feeds().get(0).units();
    }

    /** A5: a program that gives nothing is begun anew; the picture does not notice. */
    @Test
    void aReaderThatStallsDiesOrHangsIsNothingToTheCamera() {
        sim.define("hall", "cam://hall", "read:hall#audio=opus#all");
        var viewer = sim.join("hall", PICTURE, OPUS);
        live();
        pictures(8);
        assertThat(reader.opens).as("it stalled and was begun anew").isEqualTo(2);
        deliver();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        reader.open.get(0).die();
        pictures(2);
        assertThat(reader.opens).as("it died").isEqualTo(3);
        deliver();
        sim.hangs = call -> call.name.startsWith("close hall#1");
        reader.open.get(0).die();
        pictures(5);
        assertThat(sim.info("hall").sources().get(1).reason()).isEqualTo(Reason.HELD_BY_OLD_GENERATION);
        assertThat(sim.state("hall")).isEqualTo(StreamState.DEGRADED);
        assertThat(sim.info("hall").consumers()).as("what hangs reads no more").hasSize(1);
        sim.hangs = call -> false;
        pictures(3);
        deliver();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        assertThat(camera.opens).isEqualTo(1);
        assertThat(viewer.endings).isZero();
    }

    /** A6: a picture that stops is an outage, even when the sound goes on; who reads from it keeps its place. */
    @Test
    void whenThePictureStopsTheCameraIsBegunAnewAndTheReaderStays() {
        sim.define("hall", "cam://hall", "read:hall#audio=opus#all");
        sim.join("hall", PICTURE, OPUS);
        live();
        for (int i = 0; i < 9; i++) {
            if (camera.opens == 1) {
                List.copyOf(camera.open).forEach(SimDriver.SimProducer::deliverSound);
            } else {
                List.copyOf(camera.open).forEach(SimDriver.SimProducer::deliver);
            }
            reader.open.forEach(ReadingDriver.Reader::deliver);
            sim.pass(Duration.ofSeconds(1));
        }
        assertThat(camera.opens).isEqualTo(2);
        assertThat(reader.opens).isEqualTo(1);
        assertThat(reader.open.get(0).subscription.matches()).hasSizeGreaterThanOrEqualTo(1);
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
    }

    /** A8: what reads from a camera that is down is not there for those who come now. */
    @Test
    void aReaderWhoseCameraIsDownCountsForNobodyWhoJoinsAndBothComeBackTogether() {
        sim.define("hall", "cam://hall", "read:hall#audio=opus#all");
        var first = sim.join("hall", PICTURE, OPUS);
        live();
        camera.always = new Opened.Refused(Reason.UNREACHABLE, "no route to the camera", Opened.Retry.YES);
        camera.open.get(0).context.ended(Reason.RESET, "the camera went", Opened.Retry.YES);
        sim.pass(Duration.ofMillis(1_100));
        assertThat(reader.open).hasSize(1);
        var second = sim.join("hall", PICTURE, OPUS);
        sim.pass(Duration.ofSeconds(3));
        assertThat(second.joined).as("sound without a source is no answer").isNotDone();
        camera.always = null;
        sim.pass(Duration.ofSeconds(4));
        assertThat(second.joined).isCompleted();
        assertThat(second.joined.join().misses()).isEmpty();
        deliver();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        assertThat(first.endings).isZero();
    }

    /** A8: with sound from elsewhere the answer is partial, says so, and is upgraded. */
    @Test
    void aViewerWhoWantsAPictureGetsTheSoundAnExplanationAndLaterThePicture() {
        sim.addDriver("mic", new SimDriver(new Random(4), 0), "1.0.0");
        sim.define("porch", "mic://porch");
        sim.define("hall", "cam://hall", "read:porch#audio=opus#all");
        camera.always = new Opened.Refused(Reason.UNREACHABLE, "no route to the camera", Opened.Retry.YES);
        var viewer = sim.join("hall", PICTURE, OPUS);
        sim.pass(Duration.ofSeconds(3));
        reader.open.forEach(ReadingDriver.Reader::deliver);
        sim.settle();
        assertThat(viewer.joined).isCompleted();
        assertThat(viewer.joined.join().misses())
                .singleElement()
                .satisfies(miss -> assertThat(miss.reason()).isEqualTo(Reason.UNREACHABLE));
        assertThat(sim.state("hall")).isEqualTo(StreamState.DEGRADED);
        camera.always = null;
        for (int i = 0; i < 8; i++) {
            deliver();
            sim.pass(Duration.ofSeconds(1));
        }
        deliver();
        assertThat(viewer.joined.join().misses()).isEmpty();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        assertThat(viewer.endings).isZero();
    }

    @Test
    void aViewerOfOneStreamKeepsTheOtherOneAliveOnlyThroughItsSource() {
        sim.define("a", "cam://a");
        sim.define("b", "read:a#video=h265");
        var viewer = sim.join("b", PICTURE);
        sim.pass(Duration.ofSeconds(3));
        deliver();
        sim.settle();
        assertThat(sim.state("a")).isEqualTo(StreamState.LIVE);
        assertThat(sim.state("b")).isEqualTo(StreamState.LIVE);
        sim.hangs = call -> call.name.startsWith("close b#0");
        viewer.leave();
        sim.pass(Duration.ofSeconds(2));
        assertThat(sim.state("b")).isEqualTo(StreamState.STOPPING);
        assertThat(camera.open).as("what is being closed still reads").hasSize(1);
        sim.hangs = call -> false;
        sim.settle();
        assertThat(sim.state("b")).isEqualTo(StreamState.IDLE);
        // The time to linger runs since the viewer left, not since the close that took two seconds.
        sim.pass(Tuning.DEFAULT.linger().minusSeconds(2));
        assertThat(camera.open).isEmpty();
        assertThat(sim.state("a")).isEqualTo(StreamState.IDLE);
    }

    @Test
    void withNoTimeToLingerTheSourceIsStillClosedAfterWhatReadsFromIt() {
        sim.tuning = Tuning.of(Map.of("linger", "0s"));
        sim.define("a", "cam://a");
        sim.define("b", "read:a#video=h265");
        var viewer = sim.join("b", PICTURE);
        sim.pass(Duration.ofSeconds(3));
        sim.hangs = call -> call.name.startsWith("close b#0");
        viewer.leave();
        sim.pass(Duration.ofSeconds(1));
        assertThat(camera.open).hasSize(1);
        sim.pass(Tuning.DEFAULT.close());
        assertThat(camera.open)
                .as("a close that hangs holds nothing for longer than its deadline")
                .isEmpty();
        assertThat(sim.state("a")).isEqualTo(StreamState.IDLE);
        assertThat(sim.state("b")).isEqualTo(StreamState.IDLE);
    }

    /** A1, without programs: join, watch, leave, and nothing is left. */
    @Test
    void aThousandTimesJoinWatchLeaveAndNothingIsLeft() {
        sim.define("hall", "cam://hall", "read:hall#audio=opus#all");
        for (int round = 1; round <= 1_000; round++) {
            var viewer = sim.join("hall", PICTURE, OPUS);
            sim.settle();
            sim.pass(Duration.ofMillis(2_100));
            assertThat(viewer.joined).as("round " + round).isCompleted();
            assertThat(viewer.joined.join().misses()).as("round " + round).isEmpty();
            deliver();
            assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
            viewer.leave();
            sim.pass(Tuning.DEFAULT.linger());
            assertThat(sim.state("hall")).as("round " + round).isEqualTo(StreamState.IDLE);
            assertThat(camera.open).isEmpty();
            assertThat(reader.open).isEmpty();
            assertThat(sim.calls.running()).isEmpty();
            sim.viewers.clear();
        }
        assertThat(camera.opens).isEqualTo(1_000);
        assertThat(reader.opens).isEqualTo(1_000);
        sim.pass(Duration.ofSeconds(15));
        assertThat(sim.lane.hasTimers()).isFalse();
    }

    /** A1 and B5: a source that is closed because nobody watched has not failed, and is waited for. */
    @Test
    void whoeverJoinsWhileTheLastOneLeavesGetsPictureAndSound() {
        sim.define("hall", "cam://hall", "read:hall#audio=opus#all");
        for (int round = 0; round < 200; round++) {
            var leaving = sim.join("hall", PICTURE, OPUS);
            sim.pass(Duration.ofSeconds(3));
            deliver();
            assertThat(leaving.joined.join().misses()).as("round " + round).isEmpty();
            if (round % 2 == 1) {
                // It failed, and was open again when the viewer left.
                reader.open.get(0).die();
                sim.pass(Duration.ofSeconds(3));
                deliver();
                assertThat(reader.open).hasSize(1);
            }
            leaving.leave();
            for (int steps = round % 40; steps > 0 && sim.step(); steps--) {}
            var next = sim.join("hall", PICTURE, OPUS);
            var missed = next.joined.thenApply(Subscription::misses);
            sim.pass(Duration.ofSeconds(3));
            assertThat(missed).as("round " + round).isCompletedWithValue(List.of());
            assertThat(sim.tail()).doesNotContain("failed (LAST_VIEWER_LEFT");
            next.leave();
            sim.settle();
            sim.pass(Duration.ofSeconds(round % 3 * 3L));
            sim.viewers.clear();
        }
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
                .join(first.context.stream(), List.of(PICTURE), Duration.ofSeconds(1), first)
                .toCompletableFuture();
        sim.settle();
        assertThat(late).isCompletedExceptionally();
        assertThat(late.handle((ok, problem) -> problem.toString()).join()).contains("over");
        assertThat(sim.info("hall").consumers()).hasSize(1);
    }
}
