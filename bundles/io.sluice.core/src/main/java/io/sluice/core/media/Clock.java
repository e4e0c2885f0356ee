/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import java.time.Instant;

/** Time, injected so that tests can set it. Any thread. */
public interface Clock {
    /** The clock of the machine. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nowNs() {
            return System.nanoTime();
        }

        @Override
        public Instant wall() {
            return Instant.now();
        }
    };

    /** Monotonic nanoseconds since an arbitrary point; only differences mean something. */
    long nowNs();

    /** What time it is; may jump. */
    Instant wall();
}
