/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.nio.ByteBuffer;

/** Formats whose payload is the frame: Opus (RFC 7587), G.711, G.722, L16 (RFC 3551, 4.5). */
final class WholeDepacketizer implements Depacketizer {
    private final Output out;

    WholeDepacketizer(Output out) {
        this.out = out;
    }

    @Override
    public void packet(long pts, boolean marker, ByteBuffer payload) {
        if (payload.hasRemaining()) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            out.unit(bytes, pts, true);
        }
    }

    @Override
    public void gap() {
        // Every packet stands alone.
    }

    @Override
    public void flush() {
        // Nothing is kept.
    }
}
