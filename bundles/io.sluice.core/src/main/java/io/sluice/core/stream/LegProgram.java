/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProgramStatus;
import io.sluice.api.driver.ProgramStatus.Status;
import org.jspecify.annotations.Nullable;

/** What is known of the program behind a source. The driver is asked on threads of calls; the rest is for the lane. */
final class LegProgram {
    /** Asked again no earlier than that. */
    private static final long FRESH_NS = 500_000_000;

    private @Nullable ProgramStatus facet;
    private @Nullable Status last;
    private long askedNs;
    private boolean asking;

    /** The facet of a producer, or null; on the thread of a call. */
    static @Nullable ProgramStatus facetOf(@Nullable Opened opened) {
        return opened instanceof Opened.Producing producing ? facetOf(producing.producer()) : null;
    }

    /** The facet of a producer, or null; on the thread of a call. */
    static @Nullable ProgramStatus facetOf(Producer producer) {
        try {
            return producer.facet(ProgramStatus.class).orElse(null);
        } catch (RuntimeException | LinkageError driversFault) {
            return null; // There is nothing to show; what it has opened may work.
        }
    }

    /** What the program is like now, or null; on the thread of a call. */
    static @Nullable Status ask(@Nullable ProgramStatus program) {
        try {
            return program == null ? null : program.status();
        } catch (RuntimeException | LinkageError driversFault) {
            return null;
        }
    }

    /** A producer is open. */
    void began(@Nullable ProgramStatus program) {
        facet = program;
        last = null;
        asking = false;
        askedNs = Long.MIN_VALUE;
    }

    /** It was closed, and the driver said this of its end. */
    void ended(@Nullable Status status) {
        facet = null;
        last = status == null ? last : status;
    }

    /**
     * Whom to ask for something newer; null when there is nobody, it is fresh, or the last question is not answered.
     */
    @Nullable
    ProgramStatus stale(long nowNs) {
        boolean fresh = askedNs != Long.MIN_VALUE && nowNs - askedNs < FRESH_NS;
        return asking || fresh ? null : facet;
    }

    void asks(long nowNs) {
        asking = true;
        askedNs = nowNs;
    }

    /** @param status null: nothing new */
    void answered(ProgramStatus asked, @Nullable Status status) {
        if (asked == facet) {
            asking = false;
            last = status == null ? last : status;
        }
    }

    /** What is known; null: there is no program. */
    @Nullable
    Status last() {
        return last;
    }
}
