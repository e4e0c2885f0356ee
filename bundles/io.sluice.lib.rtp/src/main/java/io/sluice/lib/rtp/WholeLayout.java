/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;

/** Formats whose frame is the payload and cannot be cut, such as Opus (RFC 7587, 4.2). */
final class WholeLayout implements Layout {
    private static final int MAX_PAYLOAD_BYTES = 65_535 - RtpHeader.BYTES;

    @Override
    public void layOut(AccessUnit unit, PacketWriter out) {
        if (unit.sizeBytes() > 0 && unit.sizeBytes() <= MAX_PAYLOAD_BYTES) {
            out.packet(unit.sizeBytes(), unit.pts(), false);
            out.put(unit, 0, unit.sizeBytes());
        }
    }
}
