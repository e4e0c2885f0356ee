/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.ByteWindow;
import io.sluice.lib.codec.MediaTracks;
import java.nio.ByteBuffer;

/** Opus: packets after a control header (ETSI TS 103 491, annex B, as FFmpeg writes it). */
final class OpusTrack implements ElementaryTrack {
    private static final int RATE_HZ = 48_000;
    private static final int CLOCK_HZ = 90_000;
    private static final int MAX_BYTES = 64 << 10;
    private static final int PREFIX = 0x7FE0;

    private final TrackSink sink;
    private final ByteWindow window = new ByteWindow();
    private long pts = AccessUnit.UNKNOWN;

    OpusTrack(int channels, MediaTracks tracks) {
        sink = tracks.track(MediaKind.AUDIO, Codec.of(Codec.OPUS, RATE_HZ, channels));
    }

    @Override
    public void begin(long newPts, long newDts, ByteBuffer start) {
        window.skip(window.size());
        pts = newPts == AccessUnit.UNKNOWN
                ? newPts
                : newPts / CLOCK_HZ * RATE_HZ + newPts % CLOCK_HZ * RATE_HZ / CLOCK_HZ;
    }

    @Override
    public void data(ByteBuffer data) {
        if (window.size() < MAX_BYTES) {
            window.add(data, MAX_BYTES);
        }
    }

    @Override
    public void end() {
        while (pts != AccessUnit.UNKNOWN && window.size() >= 3) {
            int head = window.shortAt(0);
            if ((head & 0xFFE0) != PREFIX) {
                break;
            }
            int at = 2;
            int length = 0;
            while (at < window.size() && window.at(at) == 0xFF) {
                length += 0xFF;
                at++;
            }
            length += at < window.size() ? window.at(at) : 0;
            at += 1 + ((head & 0x10) != 0 ? 2 : 0) + ((head & 8) != 0 ? 2 : 0);
            if ((head & 4) != 0) { // control extension: its length, and as much
                at += at < window.size() ? 1 + window.at(at) : 1;
            }
            if (length == 0 || at + length > window.size()) {
                break;
            }
            window.skip(at);
            byte[] payload = window.take(length);
            sink.deliver(AccessUnit.of(payload, pts, pts, true, AccessUnit.UNKNOWN));
            pts += OpusFrames.samples(payload);
        }
        window.skip(window.size());
    }

    @Override
    public void lost() {
        window.skip(window.size());
        pts = AccessUnit.UNKNOWN;
    }

    @Override
    public boolean isSettled() {
        return true;
    }
}
