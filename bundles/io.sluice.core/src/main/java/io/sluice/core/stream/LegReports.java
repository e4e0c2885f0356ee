/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Opened;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.core.media.Inlet;

/** What a generation says of its source; an old one has nothing to say any more. Lane only. */
final class LegReports {
    private final Leg leg;

    LegReports(Leg leg) {
        this.leg = leg;
    }

    void declared(Generation said, Inlet inlet) {
        if (isOpen(said)) {
            leg.stream.slots().declare(leg, inlet);
            leg.stream.reconcile();
        }
    }

    void tracksComplete(Generation said) {
        if (said == leg.current && !leg.tracksComplete) {
            leg.tracksComplete = true;
            leg.stream.slots().complete(leg);
            leg.stream.reconcile();
        }
    }

    void ended(Generation said, Reason why, String whyText, Opened.Retry retry) {
        if (said == leg.current) {
            leg.endedItself(new Failure(why, whyText, leg.source == null ? Opened.Retry.NO : retry));
        }
    }

    void firstUnit(Generation said, Inlet inlet) {
        if (said == leg.current && leg.phase != Leg.Phase.CLOSING) {
            leg.flows(leg.stream.world().clock().nowNs());
            leg.stream.slots().flowed(inlet);
            leg.stream.touched(leg);
            leg.stream.reconcile();
        }
    }

    void codecChanged(Generation said, Inlet inlet, Codec codec) {
        if (said == leg.current && leg.phase != Leg.Phase.CLOSING) {
            leg.stream.slots().codec(inlet, codec);
            leg.stream.reconcile();
        }
    }

    private boolean isOpen(Generation said) {
        return said == leg.current && (leg.phase == Leg.Phase.OPENING || leg.phase == Leg.Phase.OPEN);
    }
}
