/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import io.sluice.api.media.Codec;
import io.sluice.lib.codec.MediaReader;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.flv.FlvReader;
import io.sluice.lib.ts.TsReader;
import java.util.function.LongSupplier;

/** What bytes can be. */
public enum MediaFormat {
    H264,
    H265,
    MPEG_TS,
    FLV,
    /** JPEG images one after the other, raw or in parts. */
    MJPEG,
    ADTS,
    WAV,
    /** Raw pictures. */
    Y4M;

    /**
     * A new reader of this format.
     *
     * @param clockNs monotonic, for formats that say nothing of time
     */
    public MediaReader reader(MediaTracks tracks, LongSupplier clockNs) {
        return switch (this) {
            case H264 -> new AnnexBStream(Codec.H264, tracks, clockNs);
            case H265 -> new AnnexBStream(Codec.H265, tracks, clockNs);
            case MPEG_TS -> new TsReader(tracks);
            case FLV -> new FlvReader(tracks);
            case MJPEG -> new JpegStream(tracks, clockNs);
            case ADTS -> new AdtsStream(tracks, clockNs);
            case WAV -> new WavStream(tracks, clockNs);
            case Y4M -> new Y4mStream(tracks, clockNs);
        };
    }
}
