/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.AnnexBSplitter;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.codec.PictureUnits;
import java.nio.ByteBuffer;

/** H.264 or H.265. */
final class VideoTrack implements ElementaryTrack, PictureUnits.Output {
    private static final int CLOCK_HZ = 90_000;

    private final TrackSink sink;
    private final PictureUnits units;
    private final AnnexBSplitter splitter;
    // Most muxers begin a PES packet with each picture: then the end of one is the end of the other.
    private boolean aligned = true;
    private long pts = AccessUnit.UNKNOWN;
    private long dts = AccessUnit.UNKNOWN;
    private long unitPts = AccessUnit.UNKNOWN;
    private long unitDts = AccessUnit.UNKNOWN;
    private long lastPts = AccessUnit.UNKNOWN;
    private long lastDts = AccessUnit.UNKNOWN;
    private long apart = CLOCK_HZ / 25;

    VideoTrack(String name, MediaTracks tracks) {
        Codec codec = Codec.of(name, CLOCK_HZ, 0);
        sink = tracks.track(MediaKind.VIDEO, codec);
        units = new PictureUnits(codec, this);
        splitter = new AnnexBSplitter(units::nal);
    }

    @Override
    public void begin(long newPts, long newDts, ByteBuffer start) {
        boolean newUnit = newPts != AccessUnit.UNKNOWN && beginsWithStartCode(start);
        if (newUnit) {
            splitter.flush();
            units.end();
        } else {
            aligned = false;
        }
        if (newPts != AccessUnit.UNKNOWN) {
            pts = newPts;
            dts = newDts;
        }
    }

    private static boolean beginsWithStartCode(ByteBuffer start) {
        int zeros = 0;
        while (zeros < start.remaining() && start.get(zeros) == 0) {
            zeros++;
        }
        return zeros >= 2 && zeros < start.remaining() && start.get(zeros) == 1;
    }

    @Override
    public void data(ByteBuffer data) {
        splitter.add(data);
    }

    @Override
    public void end() {
        if (aligned) {
            splitter.flush();
            units.end();
        }
    }

    @Override
    public void lost() {
        splitter.restart();
        units.restart();
    }

    @Override
    public boolean isSettled() {
        return true;
    }

    /** No more comes at all. */
    void finish() {
        splitter.flush();
        units.end();
    }

    @Override
    public void begins() {
        unitPts = pts;
        unitDts = dts;
        pts = AccessUnit.UNKNOWN;
    }

    @Override
    public void codec(Codec codec) {
        sink.codec(codec);
    }

    @Override
    public void unit(byte[] payload, boolean key) {
        if (unitPts == AccessUnit.UNKNOWN) {
            if (lastDts == AccessUnit.UNKNOWN) {
                return; // it began before we came
            }
            // Only the first picture of a PES packet has a time: the others follow as those before did.
            unitDts = lastDts + apart;
            unitPts = lastPts + apart;
        } else if (lastDts != AccessUnit.UNKNOWN && unitDts > lastDts && unitDts - lastDts < CLOCK_HZ) {
            apart = unitDts - lastDts;
        }
        lastDts = unitDts;
        lastPts = unitPts;
        sink.deliver(AccessUnit.of(payload, unitPts, Math.min(unitDts, unitPts), key, AccessUnit.UNKNOWN));
    }
}
