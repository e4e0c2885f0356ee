/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.nio.ByteBuffer;

/**
 * An RTP packet that somebody who speaks to the camera sent.
 *
 * @param connection different for each connection
 * @param sequence 16 bits
 * @param payload of the packet; the receiver's own copy
 */
public record Heard(long connection, int payloadType, boolean marker, int sequence, int timestamp, byte[] payload) {
    private static final int HEADER = 12;

    /** @param packet without extensions */
    static Heard of(long connection, byte[] packet) {
        ByteBuffer in = ByteBuffer.wrap(packet);
        byte[] payload = new byte[packet.length - HEADER];
        in.get(HEADER, payload);
        int type = in.get(1) & 0xFF;
        return new Heard(connection, type & 0x7F, type > 0x7F, in.getShort(2) & 0xFFFF, in.getInt(4), payload);
    }
}
