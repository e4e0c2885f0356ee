/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.AdtsHeader;
import io.sluice.lib.codec.ByteWindow;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.codec.MpegAudioHeader;
import io.sluice.lib.codec.SampleTimes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sound in frames that say their own length: AAC in ADTS, MP3. Frames may go on in the next PES packet. */
final class FrameTrack implements ElementaryTrack {
    private static final int CLOCK_HZ = 90_000;
    private static final int MAX_BYTES = 64 << 10;
    private static final long TOLERANCE_MS = 2;

    private final boolean aac;
    private final MediaTracks tracks;
    private final ByteWindow window = new ByteWindow();
    private @Nullable TrackSink sink;
    private @Nullable Codec codec;
    private @Nullable SampleTimes times;
    private long pts = AccessUnit.UNKNOWN;
    /** Bytes of the PES packet before, in front of the window: its time is not theirs. */
    private int olderBytes;

    /** A frame that was found. */
    private record Frame(int headerBytes, int frameBytes, int samples, Codec codec) {}

    FrameTrack(boolean aac, MediaTracks tracks) {
        this.aac = aac;
        this.tracks = tracks;
    }

    @Override
    public void begin(long newPts, long newDts, ByteBuffer start) {
        if (newPts != AccessUnit.UNKNOWN) {
            pts = newPts;
            olderBytes = window.size();
        }
    }

    @Override
    public void data(ByteBuffer data) {
        while (data.hasRemaining()) {
            window.add(data, MAX_BYTES);
            while (step()) {
                // once more
            }
        }
    }

    private boolean step() {
        if (window.size() < AdtsHeader.BYTES) {
            return false;
        }
        Frame frame = aac ? adts() : mp3();
        if (frame == null) {
            skip(1);
            return true;
        }
        if (window.size() < frame.frameBytes()) {
            return false;
        }
        deliver(frame);
        return true;
    }

    private @Nullable Frame adts() {
        AdtsHeader header = AdtsHeader.read(window, 0);
        return header == null
                ? null
                : new Frame(header.headerBytes(), header.frameBytes(), AdtsHeader.SAMPLES, header.codec());
    }

    private @Nullable Frame mp3() {
        MpegAudioHeader header = MpegAudioHeader.read(window, 0);
        return header == null
                ? null
                : new Frame(
                        0,
                        header.frameBytes(),
                        header.samples(),
                        Codec.of(Codec.MP3, header.rateHz(), header.channels()));
    }

    private void deliver(Frame frame) {
        declare(frame.codec());
        boolean own = olderBytes == 0 && pts != AccessUnit.UNKNOWN;
        skip(frame.headerBytes());
        int size = frame.frameBytes() - frame.headerBytes();
        byte[] payload = window.take(size);
        olderBytes = Math.max(0, olderBytes - size);
        if (sink == null || times == null || !own && !times.begun()) {
            return; // it began before we came
        }
        long time = own
                ? times.at(scaled(pts, frame.codec().clockRateHz()), frame.samples())
                : times.following(frame.samples());
        pts = own ? AccessUnit.UNKNOWN : pts;
        sink.deliver(AccessUnit.of(payload, time, time, true, AccessUnit.UNKNOWN));
    }

    private static long scaled(long ticks, int rateHz) {
        return ticks / CLOCK_HZ * rateHz + ticks % CLOCK_HZ * rateHz / CLOCK_HZ;
    }

    private void skip(int length) {
        window.skip(length);
        olderBytes = Math.max(0, olderBytes - length);
    }

    private void declare(Codec described) {
        if (described.equals(codec)) {
            return;
        }
        if (sink == null) {
            sink = tracks.track(MediaKind.AUDIO, described);
        } else {
            sink.codec(described);
        }
        codec = described;
        times = new SampleTimes(described.clockRateHz() * TOLERANCE_MS / 1000);
    }

    @Override
    public void end() {
        // Frames end by themselves.
    }

    @Override
    public void lost() {
        window.skip(window.size());
        pts = AccessUnit.UNKNOWN;
    }

    @Override
    public boolean isSettled() {
        return sink != null;
    }
}
