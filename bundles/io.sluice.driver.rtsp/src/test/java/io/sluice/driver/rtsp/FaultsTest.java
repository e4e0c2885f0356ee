/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.Source;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import io.sluice.net.RealDialer;
import io.sluice.testkit.Await;
import io.sluice.testkit.camera.Clip;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.driver.RecordedTrack;
import io.sluice.testkit.driver.RecordingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults of the fake camera, each with the reason that the driver gives. */
final class FaultsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static RealDialer dialer;

    private final List<Producer> producers = new ArrayList<>();
    private final RecordingContext context = new RecordingContext();

    @BeforeAll
    static void start() {
        dialer = new RealDialer();
    }

    @AfterAll
    static void stop() {
        dialer.close();
    }

    @AfterEach
    void closeProducers() throws Exception {
        for (Producer producer : producers) {
            producer.close();
        }
    }

    private Opened open(String url, RecordingContext to) {
        Opened opened = new RtspDriver(dialer, dialer.datagrams(), Map.of()).open(Source.of(url), to);
        if (opened instanceof Opened.Producing producing) {
            producers.add(producing.producer());
        }
        return opened;
    }

    private void plays(FakeCamera camera, int units) {
        assertThat(open(camera.url(), context)).isInstanceOf(Opened.Producing.class);
        context.awaitUnits(units, SOON);
        assertThat(context.violations()).isEmpty();
    }

    private Opened.Refused refused(String url) {
        Opened opened = open(url, new RecordingContext());
        assertThat(opened).isInstanceOf(Opened.Refused.class);
        return (Opened.Refused) opened;
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "md5", "sha256"})
    void authenticates(String scheme) {
        try (FakeCamera camera =
                FakeCamera.options().auth(scheme, "admin", "p@ss w:rd%").start()) {
            String host = "127.0.0.1:" + camera.port();
            assertThat(open("rtsp://admin:p@ss%20w:rd%25@" + host + "/live", context))
                    .isInstanceOf(Opened.Producing.class);
            context.awaitUnits(3, SOON);

            Opened.Refused wrong = refused("rtsp://admin:S3cr3t@" + host + "/live");
            assertThat(wrong.reason()).isEqualTo(Reason.UNAUTHORIZED);
            assertThat(wrong.retry()).isEqualTo(Opened.Retry.CAREFULLY);
            assertThat(wrong.text()).contains(host).doesNotContain("S3cr3t");

            Opened.Refused none = refused(camera.url());
            assertThat(none.reason()).isEqualTo(Reason.UNAUTHORIZED);
            assertThat(none.text()).contains("wants a user and a password");
            // One challenge each time, and one more for the wrong password: cameras lock accounts.
            assertThat(camera.statistics()).containsEntry("auth_fail", 4L);
        }
    }

    @Test
    void refusesThePasswordThatWasChanged() {
        try (FakeCamera camera =
                FakeCamera.options().auth("md5", "admin", "first").start()) {
            camera.password("second");
            assertThat(refused(camera.urlWithCredentials()).reason()).isEqualTo(Reason.UNAUTHORIZED);
        }
    }

    @Test
    void tellsResetFromOrderlyEnd() {
        try (FakeCamera camera = FakeCamera.start()) {
            plays(camera, 5);
            camera.reset();
            assertThat(context.awaitEnded(SOON).reason()).isEqualTo(Reason.RESET);

            var second = new RecordingContext();
            assertThat(open(camera.url(), second)).isInstanceOf(Opened.Producing.class);
            second.awaitUnits(5, SOON);
            camera.finish();
            assertThat(second.awaitEnded(SOON).reason()).isEqualTo(Reason.ENDED);
            assertThat(second.awaitEnded(SOON).retry()).isEqualTo(Opened.Retry.YES);
        }
    }

    @Test
    void leavesASilentCameraToTheWatchOverMedia() {
        try (FakeCamera camera = FakeCamera.start()) {
            plays(camera, 5);
            camera.stall(true);
            Await.never("the driver ends it", Duration.ofMillis(500), () -> context.ended() != null);
            long units = context.units();
            camera.stall(false);
            context.awaitUnits(units + 5, SOON);
        }
    }

    @Test
    void namesAMuteCamera() {
        try (FakeCamera camera = FakeCamera.start()) {
            camera.mute(true);
            Opened.Refused refused = refused(camera.url() + "#timeout=1");
            assertThat(refused.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(refused.text()).contains("127.0.0.1:" + camera.port(), "OPTIONS");
        }
    }

    @Test
    void namesACameraThatRefuses() {
        try (FakeCamera camera = FakeCamera.start()) {
            camera.refuse(Duration.ofSeconds(60));
            assertThat(refused(camera.url()).reason()).isEqualTo(Reason.REFUSED);
        }
    }

    @Test
    void livesWithRubbishAndWrongLengths() {
        try (FakeCamera camera = FakeCamera.start()) {
            plays(camera, 5);
            for (int i = 0; i < 5; i++) {
                camera.garbage(700);
                context.awaitUnits(context.units() + 3, SOON);
                camera.wrongLength();
                context.awaitUnits(context.units() + 3, SOON);
            }
            assertThat(context.ended()).isNull();
        }
    }

    @Test
    void takesDrips() {
        try (FakeCamera camera = FakeCamera.options().clip(Clip.IDR_LOST_QCIF).start()) {
            camera.drip(true);
            plays(camera, 5);
        }
    }

    @Test
    void learnsParameterSetsFromTheStream() {
        try (FakeCamera camera =
                FakeCamera.options().withoutParameterSetsInSdp().start()) {
            plays(camera, 5);
            RecordedTrack track = context.tracks().get(0);
            assertThat(track.codecs().get(0).parameterSets()).isEmpty();
            assertThat(track.codec().parameterSets()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(track.codec().parameter("profile-level-id")).isNotNull();
        }
    }

    @Test
    void tellsOfANewResolution() {
        try (FakeCamera camera = FakeCamera.start()) {
            plays(camera, 5);
            RecordedTrack track = context.tracks().get(0);
            Codec before = track.codec();
            camera.clip(Clip.IDR_LOST_QCIF);
            Await.until("another codec", SOON, () -> !track.codec().equals(before));
            assertThat(track.codec().parameterSets()).isNotEqualTo(before.parameterSets());
        }
    }

    @Test
    void believesTheWire() {
        try (FakeCamera camera = FakeCamera.start()) {
            camera.lieAboutTheCodec();
            plays(camera, 5);
            assertThat(context.tracks().get(0).codecs())
                    .allMatch(codec -> codec.name().equals(Codec.H264));
        }
    }

    @Test
    void alignsSoundAndPicture() {
        try (FakeCamera camera = FakeCamera.options().audio().start()) {
            plays(camera, 20);
            assertThat(context.tracks())
                    .extracting(RecordedTrack::kind)
                    .containsExactly(MediaKind.VIDEO, MediaKind.AUDIO);
            double video = context.tracks().get(0).units().get(0).pts() / 90_000.0;
            double audio = context.tracks().get(1).units().get(0).pts() / 8000.0;
            assertThat(video - audio).isBetween(-0.1, 0.1);
        }
    }
}
