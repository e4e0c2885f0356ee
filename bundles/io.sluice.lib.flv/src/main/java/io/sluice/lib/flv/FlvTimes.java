/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.flv;

/** Time stamps of 32 bits in milliseconds without their wraps (after 49.7 days), common to all tracks. */
final class FlvTimes {
    private static final long WRAP = 1L << 32;

    private long last;
    private boolean begun;

    /** The nearest time to the one before that has these 32 bits. */
    long unwrap(long timestampMs) {
        if (!begun) {
            begun = true;
            last = timestampMs;
            return last;
        }
        long ahead = timestampMs - last & WRAP - 1;
        last += ahead < WRAP / 2 ? ahead : ahead - WRAP;
        return last;
    }
}
