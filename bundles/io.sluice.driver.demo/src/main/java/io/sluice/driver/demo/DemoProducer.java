/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.FrameStamp;
import java.nio.ByteBuffer;

/**
 * Plays the clip from its beginning, over and over. Every unit has an absolute time on a schedule that never drifts;
 * units are delivered on the driver's one thread.
 */
final class DemoProducer implements Producer {
    private static final long SECOND_NS = 1_000_000_000L;

    private final Clip clip;
    private final DemoClock clock;
    private final TrackSink videoSink;
    private final TrackSink audioSink;
    private final long startNs;
    private final long startEpochNs;
    // Counted from the start, never wrapped: the time of a unit follows from its number.
    private long nextPicture;
    private long nextFrame;
    private volatile boolean closed;

    DemoProducer(Clip clip, DemoClock clock, ProducerContext context) {
        this.clip = clip;
        this.clock = clock;
        videoSink = context.track(MediaKind.VIDEO, clip.video());
        audioSink = context.track(MediaKind.AUDIO, clip.audio());
        context.tracksComplete();
        context.onCancel(this::close);
        startNs = clock.nanoTime();
        startEpochNs = clock.epochNs();
    }

    /** Delivers what is due and schedules the next time. On the driver's thread. */
    void play() {
        skipWhatIsTooLate();
        while (!closed) {
            long elapsedNs = clock.nanoTime() - startNs;
            long dueNs = Math.min(pictureNs(nextPicture), frameNs(nextFrame));
            if (dueNs > elapsedNs) {
                clock.after(dueNs - elapsedNs, this::play);
                return;
            }
            // Of two that are due at the same instant the picture goes first: a viewer's first unit is a key picture.
            if (pictureNs(nextPicture) <= frameNs(nextFrame)) {
                deliverPicture();
            } else {
                deliverFrame();
            }
        }
    }

    /** After a pause of more than a second (a suspended machine) the clip goes on at the second's key picture. */
    private void skipWhatIsTooLate() {
        long elapsedNs = clock.nanoTime() - startNs;
        if (elapsedNs - pictureNs(nextPicture) > SECOND_NS) {
            long second = elapsedNs / SECOND_NS;
            nextPicture = second * Clip.PICTURES_PER_SECOND;
            nextFrame = -Math.floorDiv(-second * clip.audio().clockRateHz(), Clip.SAMPLES_PER_FRAME);
        }
    }

    private void deliverPicture() {
        Clip.Picture picture =
                clip.pictures().get((int) (nextPicture % clip.pictures().size()));
        Bytes stamp = new FrameStamp(clock.epochNs(), nextPicture & 0xFFFF_FFFFL).toNal(Codec.H264);
        ByteBuffer payload = ByteBuffer.allocate(4 + stamp.size() + picture.payload().length);
        payload.putInt(stamp.size()).put(stamp.asBuffer()).put(picture.payload());
        long pts = nextPicture * (clip.video().clockRateHz() / Clip.PICTURES_PER_SECOND);
        deliver(videoSink, payload.array(), pts, picture.key(), pictureNs(nextPicture));
        nextPicture++;
    }

    private void deliverFrame() {
        byte[] frame = clip.frames().get((int) (nextFrame % clip.frames().size()));
        deliver(audioSink, frame, nextFrame * Clip.SAMPLES_PER_FRAME, true, frameNs(nextFrame));
        nextFrame++;
    }

    private void deliver(TrackSink sink, byte[] payload, long pts, boolean key, long elapsedNs) {
        AccessUnit unit = AccessUnit.of(payload, pts, pts, key, startEpochNs + elapsedNs);
        if (sink.deliver(unit) == TrackSink.Delivery.CLOSED) {
            close();
        }
    }

    private static long pictureNs(long number) {
        int rate = Clip.PICTURES_PER_SECOND;
        return number / rate * SECOND_NS + number % rate * SECOND_NS / rate;
    }

    private long frameNs(long number) {
        long samples = number * Clip.SAMPLES_PER_FRAME;
        int rate = clip.audio().clockRateHz();
        // Seconds and rest apart: their product with nanoseconds must not overflow in a hundred years.
        return samples / rate * SECOND_NS + samples % rate * SECOND_NS / rate;
    }

    /** Nothing is delivered after it but a unit that is under way. */
    @Override
    public void close() {
        closed = true;
    }
}
