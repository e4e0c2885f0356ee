/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;

/**
 * Payloads that are passed through: each stands in the unit after its length in four bytes and a byte for its marker.
 */
final class OpaqueLayout implements Layout {
    static final int PREFIX_BYTES = 5;

    private static final int MAX_PAYLOAD_BYTES = 65_535 - RtpHeader.BYTES;

    @Override
    public void layOut(AccessUnit unit, PacketWriter out) {
        if (!isWhole(unit)) {
            return;
        }
        for (int at = 0; at < unit.sizeBytes(); at += PREFIX_BYTES + unit.intAt(at)) {
            int length = unit.intAt(at);
            out.packet(length, unit.pts(), unit.at(at + 4) != 0);
            out.put(unit, at + PREFIX_BYTES, length);
        }
    }

    private static boolean isWhole(AccessUnit unit) {
        int at = 0;
        while (at < unit.sizeBytes()) {
            int left = unit.sizeBytes() - at - PREFIX_BYTES;
            int length = left < 0 ? -1 : unit.intAt(at);
            if (length < 0 || length > left || length > MAX_PAYLOAD_BYTES) {
                return false;
            }
            at += PREFIX_BYTES + length;
        }
        return true;
    }
}
