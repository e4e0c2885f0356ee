/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import java.nio.ByteBuffer;

/** The way that the packets of one media come, and reports about them go. Loop only. */
interface MediaPath {
    /** Packets are expected from now on. */
    void begin(Reception to);

    /** Sends a compound RTCP packet to whoever sends the media. */
    void report(ByteBuffer compound);

    /** Whether packets come as datagrams: they may not come at all, though everything was agreed upon. */
    boolean datagrams();
}
