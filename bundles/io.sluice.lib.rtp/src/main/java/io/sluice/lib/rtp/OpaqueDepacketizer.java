/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.nio.ByteBuffer;

/**
 * Payloads of a format that is passed through: those of one time stamp up to a marker make a unit. All count as key
 * units, nothing is known of them. A unit that is missing packets inside is dropped.
 */
final class OpaqueDepacketizer implements Depacketizer {
    private final Output out;
    private final UnitBuffer unit = new UnitBuffer();
    private long pts;
    private boolean broken;

    OpaqueDepacketizer(Output out) {
        this.out = out;
    }

    @Override
    public void packet(long packetPts, boolean marker, ByteBuffer payload) throws RtpException {
        if (packetPts != pts) {
            flush();
        }
        pts = packetPts;
        int before = unit.size();
        try {
            unit.putInt(payload.remaining());
            unit.put(marker ? 1 : 0);
            unit.put(payload);
        } catch (RtpException e) {
            unit.shrinkTo(before);
            broken = true;
            throw e;
        }
        if (marker) {
            flush();
        }
    }

    @Override
    public void gap() {
        broken = unit.size() > 0;
    }

    @Override
    public void flush() {
        if (broken) {
            out.dropped();
        } else if (unit.size() > 0) {
            out.unit(unit.toArray(), pts, true);
        }
        unit.clear();
        broken = false;
    }
}
