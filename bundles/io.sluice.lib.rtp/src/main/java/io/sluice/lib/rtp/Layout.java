/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;

/** How a payload format cuts a unit into packets. Pure: the same unit gives the same calls. */
interface Layout {
    void layOut(AccessUnit unit, PacketWriter out);

    static Layout of(Codec codec, PacketOptions options) {
        return switch (codec.name()) {
            case Codec.H264, Codec.H265 -> new NalLayout(codec, options);
            case Codec.AAC -> new AacLayout();
            case Codec.MJPEG -> new JpegLayout();
            case Codec.OPAQUE -> new OpaqueLayout();
            case Codec.PCMA, Codec.PCMU -> new SampleLayout(Math.max(1, codec.channels()));
            case Codec.L16 -> new SampleLayout(2 * Math.max(1, codec.channels()));
            case Codec.G722 -> new SampleLayout(1);
            default -> new WholeLayout();
        };
    }
}
