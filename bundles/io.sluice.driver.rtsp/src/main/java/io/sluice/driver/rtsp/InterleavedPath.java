/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.lib.rtp.Framing;
import java.nio.ByteBuffer;

/**
 * Interleaved frames (RFC 2326, 10.12); the link hands over those that come.
 *
 * @param rtcpChannel for reports
 */
record InterleavedPath(Wire wire, int rtcpChannel) implements MediaPath {
    private static final int PREFIX_BYTES = 4;

    @Override
    public void begin(Reception to) {
        // The link knows the channels.
    }

    @Override
    public void report(ByteBuffer compound) {
        int length = compound.remaining();
        ByteBuffer frame = ByteBuffer.allocate(PREFIX_BYTES + length);
        Framing.interleaved(rtcpChannel).begin(frame.duplicate(), length);
        wire.send(frame.put(PREFIX_BYTES, compound, compound.position(), length));
    }

    @Override
    public boolean datagrams() {
        return false;
    }
}
