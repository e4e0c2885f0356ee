/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import java.nio.ByteBuffer;

/**
 * How a packaging for {@link Datagrams#play} writes a unit: run after run, each a header of {@value #HEADER_BYTES}
 * bytes and then datagrams without anything between them. All datagrams of a run go to one target and have one size,
 * but the last, which may be smaller: such a run is given to the system in one call.
 */
public final class DatagramRun {
    /** The target, a zero, the size of the datagrams in two bytes, the size of the run in four. */
    public static final int HEADER_BYTES = 8;

    private static final int SEGMENT_AT = 2;
    private static final int SIZE_AT = 4;

    private DatagramRun() {}

    /**
     * Writes a header at the buffer's position.
     *
     * @param out big-endian
     * @param target index into the ports of the flow, 0 to 255
     * @param segmentBytes size of each datagram but the last, 1 to 65507
     * @param bytes of all datagrams together, at least 1
     */
    public static void begin(ByteBuffer out, int target, int segmentBytes, int bytes) {
        out.putInt(target << 24 | segmentBytes).putInt(bytes);
    }

    /** The target of the run whose header begins here. */
    public static int target(ByteBuffer in, int at) {
        return in.get(at) & 0xFF;
    }

    /** The size of each datagram but the last of the run whose header begins here. */
    public static int segmentBytes(ByteBuffer in, int at) {
        return in.getShort(at + SEGMENT_AT) & 0xFFFF;
    }

    /** The size of all datagrams together of the run whose header begins here. */
    public static int bytes(ByteBuffer in, int at) {
        return in.getInt(at + SIZE_AT);
    }
}
