/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Reason;
import io.sluice.core.negotiation.Offer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stream's sources have to offer now. Lane only. */
final class Offers {
    private Offers() {}

    /** To a viewer from outside. */
    static List<Offer> of(LiveStream stream) {
        var offers = new ArrayList<Offer>();
        stream.legs().forEach(leg -> offers.add(of(leg)));
        return offers;
    }

    /** To a source: what reads from it, and itself, it is not offered. */
    static List<Offer> to(Leg reader, LiveStream stream) {
        var offers = new ArrayList<Offer>();
        for (Leg leg : stream.legs()) {
            String circle = Circles.closedBy(reader, leg);
            offers.add(circle == null ? of(leg) : offer(leg, Offer.Status.LOOP, Reason.LOOP, circle));
        }
        return offers;
    }

    /** Whether any of them was not offered that is not the reader itself: that may change. */
    static boolean othersLoop(Leg reader, LiveStream stream, List<Offer> offers) {
        for (int i = 0; i < offers.size(); i++) {
            if (offers.get(i).status() == Offer.Status.LOOP && stream.legs().get(i) != reader) {
                return true;
            }
        }
        return false;
    }

    private static Offer of(Leg leg) {
        Leg starving = starving(leg);
        if (starving != null) {
            String text = "it reads from " + starving.label() + ": " + starving.text();
            return offer(leg, Offer.Status.FAILED, starving.reason(), text);
        }
        return offer(leg, status(leg), leg.reason(), leg.text());
    }

    private static @Nullable Leg starving(Leg leg) {
        return leg.phase() == Leg.Phase.OPEN ? Circles.starving(leg) : null;
    }

    private static Offer offer(Leg leg, Offer.Status status, Reason reason, String text) {
        var tracks = leg.stream().slots().tracks(leg);
        return new Offer(leg.index(), leg.label(), status, reason, text, tracks, leg.isTracksComplete());
    }

    private static Offer.Status status(Leg leg) {
        return switch (leg.phase()) {
            case IDLE -> Offer.Status.UNTRIED;
            case OPENING -> leg.failures() > 0 ? Offer.Status.FAILED : Offer.Status.OPENING;
            case OPEN -> Offer.Status.OPEN;
            // Closed because nobody needed it: whoever does now gets it when that is done.
            case CLOSING, WAITING ->
                leg.reason() == Reason.LAST_VIEWER_LEFT ? Offer.Status.OPENING : Offer.Status.FAILED;
            case HELD, GIVEN_UP -> Offer.Status.FAILED;
            case NO_DRIVER -> Offer.Status.NO_DRIVER;
        };
    }

    /** Whether it, or what it reads from, may still come to be open. */
    static boolean hope(Leg leg) {
        Leg starving = starving(leg);
        Leg decisive = starving == null ? leg : starving;
        return decisive.phase() != Leg.Phase.OPEN
                && decisive.phase() != Leg.Phase.GIVEN_UP
                && decisive.reason() != Reason.LOOP;
    }
}
