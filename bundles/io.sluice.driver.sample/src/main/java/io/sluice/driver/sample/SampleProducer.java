/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.sample;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One open source: a thread that makes pictures and sound until it is closed. */
final class SampleProducer implements Producer {
    private static final int VIDEO_HZ = 90_000;
    private static final int AUDIO_HZ = 8_000;
    private static final int FRAME_SAMPLES = 160;
    private static final long SECOND_NS = 1_000_000_000L;

    private final ProducerContext context;
    private final TrackSink video;
    private final TrackSink audio;
    private final SamplePicture picture;
    private final byte[] tone;
    private final int picturesPerSecond;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "sluice-sample");

    SampleProducer(int toneHz, int picturesPerSecond, int version, ProducerContext context) {
        this.context = context;
        this.picturesPerSecond = picturesPerSecond;
        picture = new SamplePicture(version);
        tone = SampleTone.oneSecond(toneHz, AUDIO_HZ);
        video = context.track(MediaKind.VIDEO, Codec.of(Codec.MJPEG, VIDEO_HZ, 0));
        audio = context.track(MediaKind.AUDIO, Codec.of(Codec.PCMA, AUDIO_HZ, 1));
        context.tracksComplete();
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long startNs = System.nanoTime();
        long pictures = 0;
        long frames = 0;
        try {
            while (!context.cancelled()) {
                long pictureNs = pictures * SECOND_NS / picturesPerSecond;
                long frameNs = frames * FRAME_SAMPLES * SECOND_NS / AUDIO_HZ;
                long waitNs = startNs + Math.min(pictureNs, frameNs) - System.nanoTime();
                if (closed.await(waitNs, TimeUnit.NANOSECONDS)) {
                    return;
                }
                if (pictureNs <= frameNs) {
                    double second = pictures % picturesPerSecond / (double) picturesPerSecond;
                    long pts = pictures++ * VIDEO_HZ / picturesPerSecond;
                    video.deliver(AccessUnit.of(picture.jpeg(second), pts, true));
                } else {
                    int from = (int) (frames * FRAME_SAMPLES % AUDIO_HZ);
                    byte[] samples = Arrays.copyOfRange(tone, from, from + FRAME_SAMPLES);
                    audio.deliver(AccessUnit.of(samples, frames++ * FRAME_SAMPLES, true));
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException failed) {
            context.ended(Reason.FAILED, String.valueOf(failed.getMessage()), Opened.Retry.YES);
        }
    }

    /** Ends the thread and waits for it, but not for ever: core has a deadline too. */
    @Override
    public void close() throws InterruptedException {
        closed.countDown();
        thread.join(1_000);
    }
}
