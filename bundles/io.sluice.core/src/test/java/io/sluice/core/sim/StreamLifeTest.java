/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.driver.Opened;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamState;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.UnitWriter;
import io.sluice.api.stream.Want;
import io.sluice.core.driver.DriverEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of a stream, with a driver, a clock and threads that the test runs by hand. */
class StreamLifeTest {
    private final Simulation sim = new Simulation(1);
    private final SimDriver driver = new SimDriver(new Random(1), 0);

    @AfterEach
    void close() {
        sim.close();
    }

    private DriverEntry cam() {
        DriverEntry entry = sim.addDriver("cam", driver, "1.0.0");
        sim.define("hall", "cam://hall");
        sim.settle();
        return entry;
    }

    private void flow() {
        driver.open.forEach(SimDriver.SimProducer::deliver);
        sim.settle();
    }

    @Test
    void firstViewerStartsTheSourceAndTheLastStopsItAfterTheLinger() {
        cam();
        assertThat(sim.state("hall")).isEqualTo(StreamState.IDLE);
        var viewer = sim.join("hall");
        sim.settle();
        assertThat(viewer.joined).isCompleted();
        assertThat(sim.state("hall")).isEqualTo(StreamState.STARTING);
        flow();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        viewer.leave();
        sim.pass(Duration.ofSeconds(2));
        flow();
        sim.pass(Duration.ofSeconds(2));
        assertThat(driver.open).hasSize(1);
        sim.pass(Duration.ofSeconds(2));
        assertThat(driver.open).isEmpty();
        assertThat(sim.state("hall")).isEqualTo(StreamState.IDLE);
    }

    @Test
    void manyJoinsDialOnce() {
        cam();
        var viewers = new ArrayList<Simulation.SimViewer>();
        for (int i = 0; i < 200; i++) {
            viewers.add(sim.join("hall"));
        }
        sim.settle();
        assertThat(driver.opens).isEqualTo(1);
        assertThat(viewers).allSatisfy(viewer -> assertThat(viewer.joined).isCompleted());
    }

    @Test
    void aJoinAtTheLastLeaveGetsTheSameSource() {
        cam();
        var first = sim.join("hall");
        sim.settle();
        flow();
        first.leave();
        var second = sim.join("hall");
        sim.pass(Duration.ofSeconds(4));
        assertThat(second.joined).isCompleted();
        assertThat(driver.opens).isEqualTo(1);
    }

    /** A player that hangs up while the camera is dialled again and again. */
    @Test
    void nothingIsTriedForSomebodyWhoGaveUpToWait() {
        cam();
        driver.always = new Opened.Refused(Reason.PROGRAM_MISSING, "no program", Opened.Retry.YES);
        var viewer = sim.join("hall");
        sim.pass(Duration.ofSeconds(4));
        assertThat(viewer.joined).isNotDone();
        assertThat(sim.info("hall").consumers()).hasSize(1);

        viewer.joined.cancel(false);
        sim.settle();
        assertThat(sim.info("hall").consumers()).isEmpty();
        assertThat(sim.state("hall")).isEqualTo(StreamState.IDLE);
        int tried = driver.opens;
        sim.pass(Duration.ofSeconds(60));
        assertThat(driver.opens).isEqualTo(tried);
        assertThat(viewer.endings).isZero();
    }

    @Test
    void anUnknownStreamIsNotFound() {
        cam();
        var viewer = sim.join("nowhere");
        sim.settle();
        assertThatThrownBy(viewer.joined::join)
                .cause()
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
    }

    @Test
    void aCodecThatIsNotThereIsRefusedWithWhatThereIs() {
        cam();
        var viewer = sim.join("hall", Want.of(MediaKind.VIDEO, CodecPattern.of("av1")));
        sim.pass(Duration.ofSeconds(3));
        assertThatThrownBy(viewer.joined::join).cause().isInstanceOfSatisfying(StreamException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.NO_COMMON_CODEC);
            assertThat(e).hasMessageContaining("av1").hasMessageContaining("h264");
        });
    }

    @Test
    void waitsForADriverAndStartsByItself() {
        sim.define("hall", "cam://hall");
        sim.settle();
        var viewer = sim.join("hall");
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.WAITING_FOR_DRIVER);
        assertThat(sim.info("hall").reason()).isEqualTo(Reason.DRIVER_MISSING);
        sim.addDriver("cam", driver, "1.0.0");
        sim.settle();
        assertThat(viewer.joined).isCompleted();
    }

    @Test
    void viewersStayConnectedWhileTheDriverIsUpdated() {
        DriverEntry v1 = cam();
        var viewer = sim.join("hall");
        sim.settle();
        flow();
        sim.removeDriver(v1);
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.WAITING_FOR_DRIVER);
        assertThat(driver.open).isEmpty();
        var second = new SimDriver(new Random(2), 0);
        sim.addDriver("cam", second, "2.0.0");
        sim.settle();
        assertThat(second.open).hasSize(1);
        second.open.forEach(SimDriver.SimProducer::deliver);
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        assertThat(viewer.endings).isZero();
    }

    @Test
    void theOtherVersionServesWhenTheBetterOneGoes() {
        cam();
        var second = new SimDriver(new Random(2), 0);
        DriverEntry v2 = sim.addDriver("cam", second, "2.0.0");
        sim.settle();
        sim.join("hall");
        sim.settle();
        assertThat(second.open).hasSize(1);
        sim.removeDriver(v2);
        sim.settle();
        assertThat(second.open).isEmpty();
        assertThat(driver.open).hasSize(1);
    }

    @Test
    void reconnectsUnderThePolicyAndStaysWithTheSameTracks() {
        cam();
        var viewer = sim.join("hall");
        sim.settle();
        flow();
        var tracks = viewer.joined.join().matches();
        driver.open.get(0).context.ended(Reason.RESET, "reset", io.sluice.api.driver.Opened.Retry.YES);
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.RECONNECTING);
        sim.pass(Duration.ofMillis(350));
        assertThat(driver.opens).isEqualTo(1);
        sim.pass(Duration.ofMillis(300));
        assertThat(driver.opens).isEqualTo(2);
        flow();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        assertThat(viewer.joined.join().matches()).isEqualTo(tracks);
        assertThat(viewer.endings).isZero();
    }

    @Test
    void anotherCodingAfterAReconnectEndsThoseWhoHaveTheFormerOne() {
        cam();
        var viewer = sim.join("hall");
        sim.settle();
        flow();
        Subscription joined = viewer.joined.join();
        int track = joined.matches().get(0).track().id();
        var feed = joined.feed(List.of(track), "raw", Nothing::new).toCompletableFuture();
        sim.settle();
        assertThat(feed).isCompleted();
        driver.video = Codec.of(Codec.H265, 90_000, 0);
        driver.open.get(0).context.ended(Reason.RESET, "reset", io.sluice.api.driver.Opened.Retry.YES);
        sim.pass(Duration.ofSeconds(1));
        flow();
        assertThat(driver.opens).isEqualTo(2);
        assertThat(feed.join().ended()).isEqualTo(Reason.CODEC_CHANGED);
        assertThat(viewer.endings).isOne();
        var another = sim.join("hall");
        sim.settle();
        assertThat(another.joined.join().matches().get(0).track().codec().name())
                .isEqualTo(Codec.H265);
    }

    private static final class Nothing implements Packaging {
        @Override
        public void begin(List<Track> tracks, UnitWriter preamble) {}

        @Override
        public int boundBytes(int track, AccessUnit unit) {
            return 0;
        }

        @Override
        public void append(int track, AccessUnit unit, UnitWriter out) {}
    }

    @Test
    void aSilentPictureIsAnOutageAlsoWhenTheSoundGoesOn() {
        cam();
        sim.join("hall");
        sim.settle();
        flow();
        for (int second = 0; second < 8 && sim.state("hall") == StreamState.LIVE; second++) {
            sim.pass(Duration.ofSeconds(1));
            driver.open.forEach(producer -> producer.deliverSound());
            sim.settle();
        }
        assertThat(sim.journal).anyMatch(line -> line.startsWith("source.failed") && line.contains("STALLED"));
        sim.pass(Duration.ofSeconds(1));
        assertThat(driver.opens).isEqualTo(2);
    }

    @Test
    void aCameraWithoutMicrophoneIsNotDegradedForWhoeverTakesAnySound() {
        cam();
        driver.pictureOnly = true;
        var any = sim.join("hall");
        sim.pass(Duration.ofSeconds(3));
        flow();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        var opus = sim.join("hall", Want.any(MediaKind.VIDEO), Want.of(MediaKind.AUDIO, CodecPattern.of("opus")));
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.DEGRADED);
        opus.leave();
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        assertThat(any.joined.join().misses()).hasSize(1);
    }

    @Test
    void aPublisherThatPausesIsWaitedFor() {
        sim.define("open");
        sim.settle();
        boolean[] closed = new boolean[1];
        var publication = sim.publish("open", () -> closed[0] = true);
        var sink = publication.track(MediaKind.VIDEO, Codec.of(Codec.H264, 90_000, 0));
        publication.tracksComplete();
        var viewer = sim.join("open");
        sim.settle();
        sink.deliver(AccessUnit.of(new byte[] {0, 0, 0, 2, 0x65, 1}, 0, true));
        sim.settle();
        assertThat(sim.state("open")).isEqualTo(StreamState.LIVE);
        sim.pass(Duration.ofSeconds(8));
        assertThat(sim.state("open")).isEqualTo(StreamState.STALLED);
        sink.deliver(AccessUnit.of(new byte[] {0, 0, 0, 2, 0x65, 1}, 720_000, true));
        sim.pass(Duration.ofSeconds(1));
        assertThat(sim.state("open")).isEqualTo(StreamState.LIVE);
        assertThat(closed[0]).isFalse();
        assertThat(viewer.endings).isZero();
    }

    @Test
    void aSilentMicrophoneDegradesTheStreamAndDoesNotRestartIt() {
        cam();
        sim.join("hall");
        sim.settle();
        flow();
        for (int second = 0; second < 8; second++) {
            sim.pass(Duration.ofSeconds(1));
            driver.open.forEach(producer -> producer.deliverPicture());
            sim.settle();
        }
        assertThat(sim.state("hall")).isEqualTo(StreamState.DEGRADED);
        assertThat(sim.info("hall").text()).contains("pcma");
        assertThat(driver.opens).isEqualTo(1);
        flow();
        sim.pass(Duration.ofSeconds(1));
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
    }

    @Test
    void viewersEndWithTheReasonAfterTheHold() {
        cam();
        var viewer = sim.join("hall");
        sim.settle();
        flow();
        driver.misbehaviour = 1;
        driver.open.get(0).die();
        sim.pass(Duration.ofSeconds(25));
        assertThat(viewer.endings).isZero();
        sim.pass(Duration.ofSeconds(10));
        assertThat(viewer.endings).isEqualTo(1);
        assertThat(sim.state("hall")).isEqualTo(StreamState.IDLE);
    }

    @Test
    void refusedCredentialsAreTriedThreeTimesInFiveMinutes() {
        sim.addDriver("cam", driver, "1.0.0");
        sim.define("hall", "cam://hall");
        driver.always = new io.sluice.api.driver.Opened.Refused(
                Reason.UNAUTHORIZED, "wrong password", io.sluice.api.driver.Opened.Retry.CAREFULLY);
        sim.settle();
        for (int i = 0; i < 29; i++) {
            sim.join("hall");
            sim.pass(Duration.ofSeconds(10));
        }
        assertThat(driver.opens).isEqualTo(3);
        sim.pass(Duration.ofSeconds(12));
        sim.join("hall");
        sim.settle();
        assertThat(driver.opens).isEqualTo(4);
    }

    @Test
    void aCallThatHangsHoldsItsSourceAndNothingElse() {
        cam();
        sim.define("yard", "cam://yard");
        sim.join("hall");
        sim.lane.execute(() -> {});
        while (sim.calls.running().isEmpty()) {
            assertThat(sim.step()).isTrue();
        }
        var hung = sim.calls.running().get(0);
        sim.hanging.add(hung);
        sim.pass(Duration.ofSeconds(11));
        assertThat(sim.info("hall").sources().get(0).abandoned()).isEqualTo(1);
        var other = sim.join("yard");
        sim.settle();
        assertThat(other.joined).isCompleted();
        var waiting = sim.join("hall");
        sim.pass(Duration.ofSeconds(2));
        assertThat(sim.info("hall").sources().get(0).reason()).isEqualTo(Reason.HELD_BY_OLD_GENERATION);
        sim.hanging.remove(hung);
        sim.pass(Duration.ofSeconds(2));
        assertThat(waiting.joined).isCompleted();
    }

    @Test
    void aDriverWhosePropertiesChangedIsStillClosedWhenItGoes() {
        DriverEntry entry = cam();
        var viewer = sim.join("hall");
        sim.settle();
        flow();
        sim.changeDriver(entry, 5, "cam", "other");
        sim.settle();
        assertThat(driver.open).hasSize(1);
        assertThat(sim.state("hall")).isEqualTo(StreamState.LIVE);
        sim.removeDriver(entry);
        sim.settle();
        assertThat(driver.open).isEmpty();
        assertThat(sim.state("hall")).isEqualTo(StreamState.WAITING_FOR_DRIVER);
        assertThat(viewer.endings).isZero();
    }

    @Test
    void aBetterDriverIsTriedAtOnceByASourceThatWaitsForItsNextAttempt() {
        DriverEntry entry = cam();
        driver.always = new Opened.Refused(Reason.UNREACHABLE, "nobody there", Opened.Retry.YES);
        sim.join("hall");
        sim.pass(Duration.ofSeconds(8));
        int opens = driver.opens;
        assertThat(sim.state("hall")).isEqualTo(StreamState.RECONNECTING);
        sim.removeDriver(entry);
        sim.settle();
        assertThat(sim.state("hall")).isEqualTo(StreamState.WAITING_FOR_DRIVER);
        driver.always = null;
        sim.addDriver("cam", driver, "1.0.1");
        sim.settle();
        assertThat(driver.opens).isEqualTo(opens + 1);
        assertThat(driver.open).hasSize(1);
    }
}
