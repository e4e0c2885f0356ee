/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import java.nio.ByteBuffer;

/** Makes access units of the payload of the PES packets of one PID. */
interface ElementaryTrack {
    /**
     * A PES packet begins.
     *
     * @param pts without wraps, in 90 kHz, or {@link io.sluice.api.media.AccessUnit#UNKNOWN}
     * @param dts the same
     * @param start the first bytes of its payload, as many as are in the first packet; not taken
     */
    void begin(long pts, long dts, ByteBuffer start);

    /** Some of its payload. */
    void data(ByteBuffer data);

    /** The PES packet is complete. */
    void end();

    /** Something is missing: what was begun is of no use. */
    void lost();

    /** Whether the track was declared, or it is known that it will not be. */
    boolean isSettled();
}
