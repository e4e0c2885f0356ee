/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import io.sluice.core.lane.Lane.Cancellable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether anybody needs a source, and how long it goes on when nobody does any more. Lane only. */
final class LegDemand {
    private static final Failure OVER = new Failure(Reason.LAST_VIEWER_LEFT, "the last viewer left", Opened.Retry.YES);

    private final Leg leg;
    private boolean needed;
    private @Nullable Cancellable linger;

    LegDemand(Leg leg) {
        this.leg = leg;
    }

    void need() {
        needed = true;
        cancelLinger();
        if (leg.phase == Leg.Phase.IDLE) {
            leg.attempts().start();
        }
    }

    void unneed() {
        if (!needed) {
            return;
        }
        needed = false;
        switch (leg.phase) {
            case WAITING, HELD, NO_DRIVER, GIVEN_UP -> leg.rest();
            case OPENING, OPEN -> linger();
            case IDLE, CLOSING -> {}
        }
    }

    private void linger() {
        if (leg.source == null) {
            return; // A publisher stays for as long as it likes.
        }
        var tuning = leg.stream.tuning();
        Duration time = leg.reads().ever() ? tuning.lingerLocal() : tuning.linger();
        if (time.isZero()) {
            leg.shut(OVER);
            return;
        }
        cancelLinger();
        linger = leg.stream.world().lane().after(time, () -> {
            linger = null;
            if (!needed) {
                leg.shut(OVER);
                leg.stream.reconcile();
            }
        });
    }

    /** For good: whatever is open is to be closed. */
    void end() {
        needed = false;
        cancelLinger();
    }

    void cancelLinger() {
        if (linger != null) {
            linger.cancel();
            linger = null;
        }
    }

    boolean needed() {
        return needed;
    }

    boolean lingers() {
        return linger != null;
    }
}
