/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.Want;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says why a want has no track: a reason for programs and a sentence for people. */
final class Misses {
    private Misses() {}

    /** @param reached the sources that were looked at, in order */
    static Miss miss(int index, Want want, List<Offer> reached, boolean undecided) {
        String there = reached.isEmpty()
                ? "the stream has no source"
                : reached.stream().map(offer -> there(want, offer)).collect(Collectors.joining("; "));
        return new Miss(index, reason(want, reached, undecided), wanted(want) + " is wanted; " + there);
    }

    /**
     * A source that failed might have had it; only when all could be asked there is no common codec. It is for a circle
     * when there is nothing else.
     */
    private static Reason reason(Want want, List<Offer> reached, boolean undecided) {
        boolean nothingElse = reached.stream().allMatch(offer -> offer.status() == Offer.Status.LOOP);
        if (nothingElse && !reached.isEmpty()) {
            return Reason.LOOP;
        }
        for (Offer offer : reached) {
            if (offer.broken() && offer.status() != Offer.Status.LOOP) {
                return offer.failure();
            }
        }
        boolean refused = reached.stream()
                .flatMap(offer -> offer.tracks().stream())
                .anyMatch(track -> track.kind() == want.kind()
                        && CodecRules.judge(want, track).no());
        return refused && !undecided ? Reason.NO_COMMON_CODEC : Reason.TRACK_MISSING;
    }

    private static String there(Want want, Offer offer) {
        if (offer.status() != Offer.Status.OPEN) {
            return offer.label() + " " + state(offer);
        }
        List<Track> same = offer.tracks().stream()
                .filter(track -> track.kind() == want.kind())
                .toList();
        String more = offer.complete() ? "" : " so far";
        if (same.isEmpty()) {
            return offer.label() + " has no " + kind(want.kind()) + more;
        }
        return offer.label() + " has "
                + same.stream().map(track -> there(want, track)).collect(Collectors.joining(", "))
                + more;
    }

    private static String there(Want want, Track track) {
        Fit fit = CodecRules.judge(want, track);
        String why = fit.yes() ? "given to another want" : fit.equals(Fit.OTHER_CODEC) ? "" : fit.why();
        return track.codec() + (why.isEmpty() ? "" : " (" + why + ")");
    }

    static String state(Offer offer) {
        return switch (offer.status()) {
            case UNTRIED -> "is not open";
            case OPENING -> "is being opened";
            case OPEN -> "is open";
            case FAILED -> "failed: " + said(offer);
            case NO_DRIVER -> "has no driver: " + said(offer);
            case LOOP -> "would feed itself: " + offer.text();
        };
    }

    private static String said(Offer offer) {
        return offer.text().isEmpty() ? offer.failure().name() : offer.text() + " (" + offer.failure() + ")";
    }

    static String wanted(Want want) {
        String codecs = want.accepted().isEmpty()
                ? ""
                : want.accepted().stream().map(Object::toString).collect(Collectors.joining(" or ", " in ", ""));
        return (want.every() ? "all " : "") + kind(want.kind()) + codecs;
    }

    private static String kind(MediaKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
