/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;

/** Audio of samples of equal size (RFC 3551, 4.5): units as they come, larger ones cut between samples. */
final class SampleLayout implements Layout {
    private final int bytesPerTick;

    /** @param bytesPerTick bytes of all channels in one tick of the RTP clock */
    SampleLayout(int bytesPerTick) {
        this.bytesPerTick = bytesPerTick;
    }

    @Override
    public void layOut(AccessUnit unit, PacketWriter out) {
        int piece = out.room() / bytesPerTick * bytesPerTick;
        for (int at = 0; at < unit.sizeBytes(); at += piece) {
            int bytes = Math.min(piece, unit.sizeBytes() - at);
            out.packet(bytes, unit.pts() + at / bytesPerTick, false);
            out.put(unit, at, bytes);
        }
    }
}
