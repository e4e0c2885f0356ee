/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import io.sluice.testkit.Leaks;
import io.sluice.testkit.Ports;
import io.sluice.testkit.rtsp.ChannelCounts;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeCameraTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration A_WHILE = Duration.ofMillis(400);

    private final RtspReaders readers = RtspReaders.open();

    @AfterEach
    void close() {
        readers.close();
    }

    @Test
    void playsPicturesAndSoundWithoutAGap() {
        try (FakeCamera camera = FakeCamera.options().audio().start()) {
            RtspReader reader = readers.join(camera.url());
            reader.awaitUnits(40, SOON);

            ChannelCounts video = reader.counts().get(0);
            ChannelCounts audio = reader.counts().get(1);
            assertThat(video.codec()).isEqualTo("H264");
            assertThat(video.continuous()).as("%s", video).isTrue();
            assertThat(video.keyUnits()).isGreaterThanOrEqualTo(2);
            assertThat(video.unitsBeforeKey()).isZero();
            assertThat(audio.codec()).isEqualTo("PCMA");
            assertThat(audio.continuous()).as("%s", audio).isTrue();
            assertThat(audio.units()).isGreaterThan(30);
            assertThat(camera.statistics()).containsEntry("plays", 1L).containsEntry("open", 1L);
            reader.teardown();
            Await.until("the camera heard it", SOON, () -> camera.statistics().get("teardowns") == 1);
        }
    }

    @Test
    void stallsAndGoesOn() {
        try (FakeCamera camera = FakeCamera.start()) {
            RtspReader reader = readers.join(camera.url());
            reader.awaitUnits(5, SOON);
            camera.stall(true);
            long units = reader.units();
            Await.never("media", A_WHILE, () -> reader.units() > units + 2);
            camera.stall(false);
            reader.awaitUnits(units + 10, SOON);
            assertThat(reader.state()).isEqualTo(RtspReader.State.PLAYING);
        }
    }

    @Test
    void resetsAndFinishes() {
        try (FakeCamera camera = FakeCamera.start()) {
            RtspReader reset = readers.join(camera.url());
            reset.awaitUnits(2, SOON);
            camera.reset();
            reset.awaitEnded(SOON);
            assertThat(reset.failure()).containsIgnoringCase("reset");

            RtspReader finished = readers.join(camera.url());
            finished.awaitUnits(2, SOON);
            camera.finish();
            finished.awaitEnded(SOON);
            assertThat(finished.failure()).startsWith("closed by the server");
        }
    }

    @Test
    void refusesForAWhile() {
        try (FakeCamera camera = FakeCamera.start()) {
            camera.refuse(Duration.ofMillis(500));
            RtspReader refused = readers.join(camera.url());
            refused.awaitEnded(SOON);
            assertThat(refused.failure()).containsIgnoringCase("refused");

            Await.until("it listens again", SOON, () -> !Ports.isFree(camera.port()));
            readers.join(camera.url()).awaitUnits(2, SOON);
        }
    }

    @Test
    void neverAnswers() {
        try (FakeCamera camera = FakeCamera.start()) {
            camera.mute(true);
            RtspReader reader = readers.join(camera.url());
            Await.until("it is connected", SOON, () -> camera.statistics().get("conns") == 1);
            Await.never("an answer", A_WHILE, () -> reader.state() == RtspReader.State.PLAYING);
        }
    }

    @Test
    void wantsItsPasswordInEveryScheme() {
        for (String scheme : new String[] {"basic", "md5", "sha256"}) {
            try (FakeCamera camera =
                    FakeCamera.options().auth(scheme, "admin", "S3cret").start()) {
                readers.join(camera.urlWithCredentials()).awaitUnits(2, SOON);

                RtspReader without = readers.join(camera.url());
                without.awaitEnded(SOON);
                assertThat(without.failure()).isEqualTo("DESCRIBE: RTSP/1.0 401 Unauthorized");

                camera.password("changed");
                RtspReader wrong = readers.join(camera.urlWithCredentials());
                wrong.awaitEnded(SOON);
                assertThat(wrong.failure()).isEqualTo("DESCRIBE: RTSP/1.0 401 Unauthorized");
            }
        }
    }

    @Test
    void answersWithAnotherSdpAndLiesAboutItsCodec() {
        try (FakeCamera camera = FakeCamera.start()) {
            camera.lieAboutTheCodec();
            RtspReader lied = readers.join(camera.url());
            lied.awaitUnits(2, SOON);
            assertThat(lied.sdp()).contains("H265/90000").doesNotContain("H264");
            assertThat(lied.counts().get(0).codec()).isEqualTo("H265");

            camera.sdp("v=0\r\n".getBytes(StandardCharsets.US_ASCII));
            RtspReader nothing = readers.join(camera.url());
            nothing.awaitEnded(SOON);
            assertThat(nothing.failure()).isEqualTo("DESCRIBE: no media");
        }
    }

    @Test
    void leavesParameterSetsOutOfTheSdpAndTheFirstKeyPictureOutOfTheClip() {
        try (FakeCamera camera = FakeCamera.options()
                .clip(Clip.IDR_LOST_QCIF)
                .withoutParameterSetsInSdp()
                .start()) {
            RtspReader reader = readers.join(camera.url());
            reader.awaitUnits(35, SOON);

            assertThat(reader.sdp()).contains("H264").doesNotContain("sprop");
            assertThat(reader.video().unitsBeforeKey()).isPositive();
            assertThat(reader.video().keyUnits()).isPositive();
        }
    }

    @Test
    void freezesLikeAStoppedProcess() {
        try (FakeCamera camera = FakeCamera.start()) {
            RtspReader reader = readers.join(camera.url());
            reader.awaitUnits(5, SOON);
            camera.freeze(true);
            RtspReader another = readers.join(camera.url());
            Await.until("connected by its system", SOON, () -> another.state() == RtspReader.State.TALKING);
            long units = reader.units();
            Await.never("media or an answer", A_WHILE, () -> reader.units() > units + 2 || another.units() > 0);
            camera.freeze(false);
            reader.awaitUnits(units + 10, SOON);
            another.awaitUnits(2, SOON);
        }
    }

    @Test
    void losesRepeatsAndMixesUpPackets() {
        try (FakeCamera camera = FakeCamera.start()) {
            camera.disturb(0.05, 0, 0.2);
            RtspReader reader = readers.join(camera.url());
            Await.until("loss and repetition", SOON, () -> {
                ChannelCounts video = reader.counts().get(0);
                return video.lost() > 0 && video.repeated() > 0;
            });
            camera.disturb(0, 0.5, 0);
            long before = reader.counts().get(0).repeated();
            Await.until("late ones", SOON, () -> reader.counts().get(0).repeated() > before);
        }
    }

    @Test
    void jumpsInSequenceTimeAndSource() {
        try (FakeCamera camera = FakeCamera.start()) {
            RtspReader reader = readers.join(camera.url());
            reader.awaitUnits(5, SOON);
            camera.skipSequence(7);
            Await.until("a gap", SOON, () -> reader.video().lost() == 7);
            camera.changeSsrc();
            Await.until("another source", SOON, () -> reader.video().ssrcChanges() == 1);
            camera.skipTime(-90_000);
            Await.until("time goes back", SOON, () -> reader.video().timestampsBack() == 1);
        }
    }

    @Test
    void nothingOutlivesIt() {
        FakeCamera.start().close();
        Leaks.Snapshot before = Leaks.ofThisJvm();
        FakeCamera camera = FakeCamera.start();
        int port = camera.port();
        camera.close();
        camera.close();

        Leaks.awaitNothingSince(before, Leaks::ofThisJvm);
        assertThat(Ports.isFree(port)).isTrue();
    }
}
