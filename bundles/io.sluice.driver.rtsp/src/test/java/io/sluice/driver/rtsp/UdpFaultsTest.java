/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.driver.RecordedTrack;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A real network between camera and us: datagrams come twice, in another order, or not at all. */
final class UdpFaultsTest extends ScriptedCase {
    @Test
    void makesGoodWhatTheNetworkReordersAndDoubles() throws Exception {
        try (FakeCamera fake =
                FakeCamera.options().audio().auth("sha256", "admin", "s3cr3t!").start()) {
            fake.disturb(0, 0.05, 0.05);
            RecordedTrack video = plays(fake.urlWithCredentials() + "#transport=udp", 50);
            Await.until("pictures", SOON, () -> video.count() >= 50);
            List<Long> times = times(video);
            for (int i = 1; i < 50; i++) {
                assertThat(times.get(i) - times.get(i - 1))
                        .as("every picture came, at place %d of %s", i, times)
                        .isEqualTo(3600);
            }
            Await.until("sound", SOON, () -> context.tracks().get(1).count() > 20);
        }
    }

    @Test
    void livesWithLoss() throws Exception {
        try (FakeCamera fake = FakeCamera.options().start()) {
            fake.disturb(0.02, 0.05, 0.05);
            plays(fake.url() + "#transport=udp", 75);
            List<Long> times = times(context.tracks().get(0));
            assertThat(times).isSorted().doesNotHaveDuplicates();
            assertThat(context.ended()).isNull();
        }
    }
}
