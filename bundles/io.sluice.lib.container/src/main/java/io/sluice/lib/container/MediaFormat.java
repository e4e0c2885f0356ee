/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import io.sluice.api.media.Codec;
import io.sluice.lib.codec.CodecException;
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
    /** Raw pictures, which nobody can send on. */
    Y4M;

    /**
     * A new reader of this format.
     *
     * @param clockNs monotonic, for formats that say nothing of time
     * @throws CodecException when nothing can be made of the format
     */
    public MediaReader reader(MediaTracks tracks, LongSupplier clockNs) throws CodecException {
        return switch (this) {
            case H264 -> new AnnexBStream(Codec.H264, tracks, clockNs);
            case H265 -> new AnnexBStream(Codec.H265, tracks, clockNs);
            case MPEG_TS -> new TsReader(tracks);
            case FLV -> new FlvReader(tracks);
            case MJPEG -> new JpegStream(tracks, clockNs);
            case ADTS -> new AdtsStream(tracks, clockNs);
            case WAV -> new WavStream(tracks, clockNs);
            case Y4M ->
                throw CodecException.unsupported(
                        "raw pictures (YUV4MPEG2), which cannot be sent on; have them coded, as MJPEG or H.264");
        };
    }
}
