/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

/** Sources that are there to be spoken to, for a viewer who may speak. Lane only. */
final class Speakers {
    private Speakers() {}

    /** Whether one of them has not been opened yet and has not failed either. */
    static boolean undecided(Viewer viewer) {
        for (Leg leg : viewer.needed()) {
            boolean first = leg.failures() == 0;
            if (leg.isSpeaker() && (leg.phase() == Leg.Phase.IDLE || leg.phase() == Leg.Phase.OPENING && first)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of them is open and gives nothing to watch. */
    static boolean open(Viewer viewer) {
        return viewer.request.speaks() && viewer.needed().stream().anyMatch(leg -> leg.serves() && !leg.flowing());
    }
}
