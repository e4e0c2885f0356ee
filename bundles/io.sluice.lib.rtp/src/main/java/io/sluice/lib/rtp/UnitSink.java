/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;

/** Takes what an {@link RtpReceiver} makes of packets. Called inside its methods, on the caller's thread, in order. */
public interface UnitSink {
    /** A whole access unit. */
    void unit(AccessUnit unit);

    /**
     * What is known of the coding changed, before the first unit it holds for: new parameter sets, or even another
     * format than the SDP said.
     */
    void codec(Codec changed);

    /** Something is wrong with what is sent. Said each time that it happens. */
    default void remark(Remark remark) {}
}
