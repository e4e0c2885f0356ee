/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import io.sluice.api.media.AccessUnit;

/** Time stamps of 33 bits without their wraps (after 26.5 hours), common to all tracks of a program. */
final class TsTimes {
    private static final long WRAP = 1L << 33;

    private long last = AccessUnit.UNKNOWN;

    /** The nearest time to the one before that has these 33 bits. */
    long unwrap(long stamp) {
        if (last == AccessUnit.UNKNOWN) {
            last = stamp;
            return last;
        }
        long ahead = stamp - last & WRAP - 1;
        last += ahead < WRAP / 2 ? ahead : ahead - WRAP;
        return last;
    }
}
