/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.AnnexBSplitter;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.H264;
import io.sluice.lib.codec.H264Sps;
import io.sluice.lib.codec.LateTrack;
import io.sluice.lib.codec.MediaReader;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.codec.PictureUnits;
import io.sluice.lib.codec.SteppedReader;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * H.264 or H.265 in Annex B. A picture is complete when the next one begins, and pictures are shown in the order in
 * which they come: nothing says otherwise without a container.
 */
public final class AnnexBStream implements MediaReader, PictureUnits.Output {
    private static final int CLOCK_HZ = 90_000;

    private final Codec codec;
    private final LateTrack track;
    private final ArrivalTimes times;
    private final PictureUnits units;
    private final AnnexBSplitter splitter;
    private long frameNs;
    private long pts;

    /**
     * @param name {@link Codec#H264} or {@link Codec#H265}
     * @param clockNs monotonic; asked once for each picture
     */
    public AnnexBStream(String name, MediaTracks tracks, LongSupplier clockNs) {
        this.codec = Codec.of(name, CLOCK_HZ, 0);
        this.track = LateTrack.only(tracks, MediaKind.VIDEO);
        this.times = new ArrivalTimes(clockNs);
        this.units = new PictureUnits(codec, this);
        this.splitter = new AnnexBSplitter(units::nal);
    }

    @Override
    public void read(ByteBuffer data) throws CodecException {
        splitter.add(data);
        if (splitter.strayBytes() > SteppedReader.MAX_GARBAGE_BYTES) {
            throw new CodecException("no NAL unit in " + splitter.strayBytes() + " bytes");
        }
    }

    @Override
    public void end() {
        splitter.flush();
        units.end();
    }

    @Override
    public void begins() {
        pts = times.next(frameNs);
    }

    @Override
    public void codec(Codec described) {
        frameNs = frameNs(described);
        track.describe(described);
    }

    private static long frameNs(Codec described) {
        long found = 0;
        for (Bytes set : described.parameterSets()) {
            try {
                if (described.name().equals(Codec.H264) && H264.type(set.at(0)) == H264.SPS) {
                    found = H264Sps.read(set).frameNs();
                }
            } catch (CodecException e) {
                found = 0; // by arrival then
            }
        }
        return found;
    }

    @Override
    public void unit(byte[] payload, boolean key) {
        if (!track.isDeclared()) {
            track.describe(codec);
        }
        track.deliver(AccessUnit.of(payload, pts, pts, key, AccessUnit.UNKNOWN));
    }
}
