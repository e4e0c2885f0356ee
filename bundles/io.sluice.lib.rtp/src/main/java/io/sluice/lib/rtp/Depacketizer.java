/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;

/** Puts units together from the payloads of one track in order. What it makes goes to its {@link Output}. */
interface Depacketizer {
    /**
     * The next payload.
     *
     * @param pts the packet's time stamp without wraps
     * @param payload all that remains; valid during the call only
     * @throws RtpException when the payload is malformed or of a kind that is refused; its unit is lost
     */
    void packet(long pts, boolean marker, ByteBuffer payload) throws RtpException;

    /** Packets are missing before the next one. */
    void gap();

    /** Nothing more comes: gives away what is whole. */
    void flush();

    static Depacketizer of(Codec codec, Output out) {
        return switch (codec.name()) {
            case Codec.H264 -> new H264Depacketizer(codec, out);
            case Codec.H265 -> new H265Depacketizer(codec, out);
            case Codec.AAC ->
                codec.parameter(LatmDepacketizer.IN_BAND) == null
                        ? new AacDepacketizer(codec, out)
                        : new LatmDepacketizer(codec, out);
            case Codec.MJPEG -> new JpegDepacketizer(out);
            case Codec.OPAQUE -> new OpaqueDepacketizer(out);
            default -> new WholeDepacketizer(out);
        };
    }
}
