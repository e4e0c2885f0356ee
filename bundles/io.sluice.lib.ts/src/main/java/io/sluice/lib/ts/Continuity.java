/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

/** Counts the packets of one PID (ISO/IEC 13818-1, 2.4.3.3, continuity_counter). */
final class Continuity {
    private int last = -1;

    /** What a packet is after the one before. */
    enum Verdict {
        NEXT,
        /** The same once more, as the standard allows. */
        REPEATED,
        /** Some are missing. */
        GAP
    }

    Verdict next(int counter, boolean discontinuity) {
        int before = last;
        last = counter;
        if (before < 0 || discontinuity || counter == (before + 1 & 0xF)) {
            return Verdict.NEXT;
        }
        return counter == before ? Verdict.REPEATED : Verdict.GAP;
    }
}
