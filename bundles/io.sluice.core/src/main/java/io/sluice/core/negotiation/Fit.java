/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

/**
 * Whether a viewer can take a track, and why not.
 *
 * @param why for people; empty when it can
 */
record Fit(Answer answer, String why) {
    static final Fit YES = new Fit(Answer.YES, "");

    static final Fit OTHER_CODEC = no("another codec");

    enum Answer {
        YES,
        NO,
        /** Too little is known of the coding yet; the first key unit will tell. */
        UNKNOWN
    }

    static Fit no(String why) {
        return new Fit(Answer.NO, why);
    }

    static Fit unknown(String why) {
        return new Fit(Answer.UNKNOWN, why);
    }

    boolean yes() {
        return answer == Answer.YES;
    }

    boolean no() {
        return answer == Answer.NO;
    }
}
