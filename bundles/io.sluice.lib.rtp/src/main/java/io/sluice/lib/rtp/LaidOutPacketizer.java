/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs a layout twice: once to count, once to write, so that both agree by construction. */
final class LaidOutPacketizer implements Packetizer {
    private final Layout layout;
    private final PacketWriter writer;

    LaidOutPacketizer(Layout layout, PacketOptions options) {
        this.layout = layout;
        this.writer = new PacketWriter(options);
    }

    @Override
    public int sizeOf(AccessUnit unit) {
        writer.count();
        layout.layOut(unit, writer);
        return writer.sizeBytes();
    }

    @Override
    public int append(AccessUnit unit, int sequence, ByteBuffer out) {
        if (out.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("buffer is little-endian");
        }
        writer.write(out, sequence);
        layout.layOut(unit, writer);
        return writer.end();
    }
}
