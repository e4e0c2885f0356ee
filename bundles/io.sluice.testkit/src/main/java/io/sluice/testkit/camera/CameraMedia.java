/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one client is sent: the pictures again and again in real time, and a tone. One thread, but for {@link #tell}.
 */
final class CameraMedia {
    static final int VIDEO_SSRC = 0x1000;
    static final int AUDIO_SSRC = 0x1001;
    private static final int MTU = 1400;
    private static final int VIDEO_HZ = 90_000;
    private static final long NS = 1_000_000_000L;

    private final CameraState state;
    private final @Nullable LossyOutput video;
    private final @Nullable LossyOutput audio;
    private final Queue<Consumer<CameraMedia>> orders = new ConcurrentLinkedQueue<>();

    private int sequence = ThreadLocalRandom.current().nextInt(0x10000);
    private int timestamp = ThreadLocalRandom.current().nextInt();
    private int ssrc = VIDEO_SSRC;
    private int audioSequence;
    private int audioTimestamp;
    private long audioTicks;

    /** @param outputs by the number of the medium: 0 video, 1 audio */
    CameraMedia(CameraState state, Map<Integer, CameraOutput> outputs) {
        this.state = state;
        this.video = output(outputs.get(0));
        this.audio = output(outputs.get(1));
    }

    private @Nullable LossyOutput output(@Nullable CameraOutput to) {
        return to == null ? null : new LossyOutput(to, state.faults);
    }

    /** Done before the next picture; any thread. */
    void tell(Consumer<CameraMedia> order) {
        orders.add(order);
    }

    void sequence(int value) {
        sequence = value & 0xFFFF;
    }

    void skipSequence(int numbers) {
        sequence = sequence + numbers & 0xFFFF;
    }

    void timestamp(int value) {
        timestamp = value;
    }

    void skipTime(int ticks) {
        timestamp += ticks;
    }

    void changeSsrc() {
        ssrc = ThreadLocalRandom.current().nextInt();
    }

    /** Until the thread is interrupted or the client is gone. */
    void run() throws IOException {
        Pictures pictures = state.pictures;
        long beginNs = System.nanoTime();
        int next = 0;
        for (long picture = 1; !Thread.currentThread().isInterrupted(); picture++) {
            state.faults.awaitThawed();
            if (!pictures.equals(state.pictures) || next == pictures.units().size()) {
                pictures = state.pictures;
                next = 0;
            }
            for (var order = orders.poll(); order != null; order = orders.poll()) {
                order.accept(this);
            }
            if (!state.faults.stalled && !state.faults.pictureStalled) {
                picture(pictures, pictures.units().get(next));
            }
            if (state.sound != CameraSound.NONE) {
                sound((long) (picture * state.sound.clockRateHz / state.picturesPerSecond));
            }
            next++;
            timestamp += (int) (VIDEO_HZ / state.picturesPerSecond);
            long lateNs = state.faults.delay.toNanos();
            LockSupport.parkNanos(lateNs == 0 ? 0 : ThreadLocalRandom.current().nextLong(lateNs));
            await(beginNs + (long) (picture * NS / state.picturesPerSecond));
        }
    }

    private static void await(long atNs) {
        for (long left = atNs - System.nanoTime(); left > 0; left = atNs - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    private void picture(Pictures of, List<byte[]> nals) throws IOException {
        int type = state.videoType();
        for (int i = 0; i < nals.size(); i++) {
            List<byte[]> payloads = of.payloads(nals.get(i), MTU);
            for (int j = 0; j < payloads.size(); j++) {
                boolean last = i == nals.size() - 1 && j == payloads.size() - 1;
                send(video, packet(type | (last ? 0x80 : 0), sequence, timestamp, ssrc, payloads.get(j)));
                sequence = sequence + 1 & 0xFFFF;
            }
        }
    }

    /** What is to be heard until then, in ticks since the beginning. */
    private void sound(long untilTicks) throws IOException {
        int ticks = state.sound.packetTicks(state.picturesPerSecond);
        for (; audioTicks + ticks <= untilTicks; audioTicks += ticks) {
            if (!state.faults.soundStalled && !state.faults.stalled) {
                byte[] payload = state.sound.payload(ticks);
                int marker = state.sound == CameraSound.AAC ? 0x80 : 0;
                send(
                        audio,
                        packet(state.sound.payloadType | marker, audioSequence, audioTimestamp, AUDIO_SSRC, payload));
                audioSequence = audioSequence + 1 & 0xFFFF;
            }
            audioTimestamp += ticks;
        }
    }

    private void send(@Nullable LossyOutput to, byte[] packet) throws IOException {
        if (to != null) {
            state.statistics.count("rtp");
            state.statistics.add("bytes", packet.length);
            to.rtp(packet);
        }
    }

    /** RFC 3550, 5.1. */
    private static byte[] packet(int typeAndMarker, int sequence, int timestamp, int ssrc, byte[] payload) {
        byte[] packet = new byte[12 + payload.length];
        ByteBuffer.wrap(packet)
                .put((byte) 0x80)
                .put((byte) typeAndMarker)
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(ssrc)
                .put(payload);
        return packet;
    }
}
