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
    /** The time to linger is over; it only waits until those are closed that still read from it. */
    private boolean over;

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
            if (over) {
                release();
            }
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
        cancelLinger();
        if (time.isZero()) {
            over = true;
            release();
            return;
        }
        linger = leg.stream.world().lane().after(time, () -> {
            linger = null;
            if (!needed) {
                over = true;
                release();
                leg.stream.reconcile();
            }
        });
    }

    /** Those that read from it are closed before it. */
    private void release() {
        if (!leg.stream.audience().holds(leg)) {
            over = false;
            leg.shut(OVER);
        }
    }

    /** It turns out that the source reads from here: it need not linger; true when it is closed for that. */
    boolean readsFromHere() {
        if (linger != null) {
            linger();
        }
        return leg.phase == Leg.Phase.CLOSING;
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
        over = false;
    }

    boolean needed() {
        return needed;
    }

    boolean lingers() {
        return linger != null || over && leg.stream.audience().holds(leg);
    }
}
