/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.FrameStamp;
import io.sluice.lib.codec.H264;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoProducerTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final HandClock clock = new HandClock();
    private final FakeContext context = new FakeContext();
    private DemoProducer producer;

    @BeforeEach
    void open() throws Exception {
        producer = new DemoProducer(DemoDriver.readClip(), clock, context);
        clock.after(0, producer::play);
    }

    private List<AccessUnit> pictures() {
        return context.tracks.get(0).units;
    }

    private List<AccessUnit> frames() {
        return context.tracks.get(1).units;
    }

    private static long number(AccessUnit picture) {
        return FrameStamp.find(picture, Codec.H264).orElseThrow().frame();
    }

    @Test
    void declaresBothTracksAtOnce() {
        assertThat(context.complete).isTrue();
        assertThat(context.tracks.get(0).codec)
                .hasToString("h264/90000")
                .satisfies(c -> assertThat(c.parameter("profile-level-id")).isEqualTo("42C01E"))
                .satisfies(c -> assertThat(c.parameterSets()).hasSize(2));
        assertThat(context.tracks.get(1).codec).hasToString("aac/48000/2");
    }

    @Test
    void theFirstPictureIsThereAtOnceAndIsKey() {
        clock.pass(0);
        assertThat(pictures()).hasSize(1);
        assertThat(pictures().get(0).key()).isTrue();
        assertThat(H264.isKey(pictures().get(0))).isTrue();
        assertThat(pictures().get(0).pts()).isZero();
        assertThat(frames()).hasSize(1);
    }

    @Test
    void timeStampsGoOnWhereTheClipBeginsAnew() {
        clock.pass(50 * SECOND_NS);
        assertThat(pictures()).hasSize(50 * 24 + 1);
        assertThat(frames()).hasSize((int) (50 * 48_000L / 1024) + 1);
        for (int i = 0; i < pictures().size(); i++) {
            AccessUnit picture = pictures().get(i);
            assertThat(picture.pts()).isEqualTo(i * 3750L);
            assertThat(picture.key()).isEqualTo(i % 24 == 0);
            assertThat(number(picture)).isEqualTo(i);
        }
        for (int i = 0; i < frames().size(); i++) {
            assertThat(frames().get(i).pts()).isEqualTo(i * 1024L);
        }
        // 384 pictures and 750 frames are the same 16 seconds.
        assertThat(frames().get(750).payload()).isEqualTo(frames().get(0).payload());
        assertThat(pictures().get(384).sizeBytes()).isEqualTo(pictures().get(0).sizeBytes());
    }

    @Test
    void neverDrifts() {
        for (int i = 0; i < 100; i++) {
            clock.pass(3 * SECOND_NS + 7);
        }
        AccessUnit last = pictures().get(pictures().size() - 1);
        assertThat(last.pts()).isEqualTo(300L * 24 * 3750);
        assertThat(last.wallClockNs() - pictures().get(0).wallClockNs()).isEqualTo(300 * SECOND_NS);
    }

    @Test
    void catchesUpAtMostOneSecondAndSkipsWhatIsOlder() {
        clock.pass(SECOND_NS / 2);
        int before = pictures().size();
        clock.stall(900 * SECOND_NS / 1000);
        clock.pass(0);
        assertThat(pictures().size() - before)
                .as("within a second nothing is lost")
                .isBetween(21, 22);

        before = pictures().size();
        clock.stall(100 * SECOND_NS);
        clock.pass(0);
        assertThat(pictures().size() - before).isBetween(1, 24);
        AccessUnit first = pictures().get(before);
        assertThat(first.key()).isTrue();
        assertThat(first.pts()).isEqualTo(101L * 90_000);
        assertThat(number(first)).isEqualTo(101 * 24);
        clock.pass(SECOND_NS);
        AccessUnit frame = frames().get(frames().size() - 1);
        AccessUnit picture = pictures().get(pictures().size() - 1);
        assertThat(frame.pts() / 48_000.0 - picture.pts() / 90_000.0)
                .as("sound and picture")
                .isBetween(-0.05, 0.05);
    }

    @Test
    void deliversNothingAfterClose() {
        clock.pass(SECOND_NS);
        producer.close();
        producer.close();
        int pictures = pictures().size();
        clock.pass(SECOND_NS);
        assertThat(pictures()).hasSize(pictures);
        assertThat(clock.idle()).isTrue();
    }

    @Test
    void stopsWhenTheGenerationIsOver() {
        clock.pass(SECOND_NS);
        context.over = true;
        clock.pass(SECOND_NS);
        assertThat(clock.idle()).isTrue();
    }

    @Test
    void stopsWhenCancelled() {
        context.onCancel.run();
        clock.pass(SECOND_NS);
        assertThat(pictures()).isEmpty();
        assertThat(clock.idle()).isTrue();
    }
}
