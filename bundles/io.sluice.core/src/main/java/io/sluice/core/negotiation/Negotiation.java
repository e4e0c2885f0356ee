/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import io.sluice.api.media.Track;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Want;
import io.sluice.core.negotiation.Offer.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses tracks for what a viewer wants: by the viewer's codecs in the order of the sources. A pure function; what
 * comes out does not depend on the order in which sources and tracks became known, except that a track once chosen is
 * kept.
 */
public final class Negotiation {
    private final List<Offer> offers;
    private final List<Open> wants = new ArrayList<>();
    private final Steps steps = new Steps();

    /** A want on its way. */
    private static final class Open {
        final int index;
        final Want want;
        final List<Match> matches = new ArrayList<>();
        final List<Offer> reached = new ArrayList<>();
        /** It may still get a track (or more) from where it stopped. */
        boolean undecided;

        Open(int index, Want want) {
            this.index = index;
            this.want = want;
        }

        boolean walks() {
            return !want.every() && matches.isEmpty() && !undecided;
        }

        boolean has(Track track) {
            return matches.stream().anyMatch(match -> match.track().id() == track.id());
        }
    }

    private Negotiation(List<Want> wants, List<Offer> offers) {
        this.offers = offers;
        for (Want want : wants) {
            this.wants.add(new Open(this.wants.size(), want));
        }
    }

    /**
     * Negotiates.
     *
     * @param wants in the viewer's order
     * @param offers in the order of the sources
     * @param sticky what was chosen before; kept as long as the track exists and is not known to be unacceptable
     */
    public static Outcome negotiate(List<Want> wants, List<Offer> offers, List<Match> sticky) {
        var negotiation = new Negotiation(wants, offers);
        sticky.forEach(negotiation::keep);
        offers.forEach(negotiation::walk);
        negotiation.wants.stream().filter(open -> open.want.every()).forEach(negotiation::collect);
        return negotiation.outcome();
    }

    private void keep(Match sticky) {
        if (sticky.want() < 0 || sticky.want() >= wants.size()) {
            return;
        }
        Open open = wants.get(sticky.want());
        Track track = find(sticky.track().id());
        if (track == null || !open.want.every() && !open.matches.isEmpty() || isTaken(open, track) || open.has(track)) {
            return;
        }
        Fit fit = CodecRules.judge(open.want, track);
        steps.add(Steps.Kind.KEPT, open.index, open.want, null, track, fit);
        if (!fit.no()) {
            open.matches.add(new Match(open.index, track));
        }
    }

    private @Nullable Track find(int id) {
        for (Offer offer : offers) {
            for (Track track : offer.tracks()) {
                if (track.id() == id) {
                    return track;
                }
            }
        }
        return null;
    }

    /** Brings every want that is still on its way to this source. */
    private void walk(Offer offer) {
        for (Open open : wants) {
            if (!open.walks()) {
                continue;
            }
            open.reached.add(offer);
            if (offer.broken()) {
                steps.add(Steps.Kind.BROKEN, open.index, open.want, offer, null, Fit.YES);
            } else if (offer.status() == Status.OPEN) {
                choose(open, offer);
            } else {
                steps.add(Steps.Kind.WAITS, open.index, open.want, offer, null, Fit.YES);
                open.undecided = true;
            }
        }
    }

    /** Within a source the viewer's order of codecs decides, then the order of the tracks. */
    private void choose(Open open, Offer offer) {
        List<CodecPattern> accepted = open.want.accepted();
        for (int rank = 0; rank < Math.max(1, accepted.size()); rank++) {
            for (Track track : offer.tracks()) {
                if (track.kind() != open.want.kind() || isTaken(open, track)) {
                    continue;
                }
                Fit fit = accepted.isEmpty() ? Fit.YES : CodecRules.judge(accepted.get(rank), track.codec());
                if (fit.yes() && isReserved(open, track)) {
                    fit = Fit.unknown("an earlier want may need it");
                }
                steps.add(Steps.Kind.COMPARED, open.index, open.want, offer, track, fit);
                if (fit.yes() && (rank == 0 || offer.complete())) {
                    open.matches.add(new Match(open.index, track));
                    return;
                }
                // What is not known yet, or may still come, could be what the viewer likes better.
                open.undecided |= !fit.no();
                if (open.undecided) {
                    return;
                }
            }
        }
        open.undecided = !offer.complete();
    }

    /** Given to another want of the same kind. */
    private boolean isTaken(Open asking, Track track) {
        for (Open other : wants) {
            if (other != asking && other.want.kind() == asking.want.kind() && other.has(track)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Acceptable to a want before this one (to any one-track want, when this one takes every track) that is undecided.
     */
    private boolean isReserved(Open asking, Track track) {
        for (Open other : wants) {
            boolean first = other.index < asking.index || asking.want.every() && !other.want.every();
            if (first
                    && other != asking
                    && other.undecided
                    && !CodecRules.judge(other.want, track).no()) {
                return true;
            }
        }
        return false;
    }

    /** All matching tracks of all sources that no other want of this kind has. */
    private void collect(Open open) {
        List<Match> sticky = List.copyOf(open.matches);
        open.matches.clear();
        boolean undecided = false;
        for (Offer offer : offers) {
            open.reached.add(offer);
            undecided |= offer.unsettled();
            for (Track track : offer.tracks()) {
                if (track.kind() != open.want.kind() || isTaken(open, track)) {
                    continue;
                }
                Fit fit = CodecRules.judge(open.want, track);
                if (fit.yes() && isReserved(open, track)) {
                    fit = Fit.unknown("another want may need it");
                }
                boolean kept = sticky.stream().anyMatch(match -> match.track().id() == track.id());
                steps.add(Steps.Kind.COMPARED, open.index, open.want, offer, track, fit);
                if (kept || fit.yes() && offer.status() == Status.OPEN) {
                    open.matches.add(new Match(open.index, track));
                } else {
                    undecided |= fit.answer() == Fit.Answer.UNKNOWN;
                }
            }
        }
        open.undecided = undecided;
    }

    private Outcome outcome() {
        var matches = new ArrayList<Match>();
        var misses = new ArrayList<Miss>();
        var needed = new TreeSet<Integer>();
        boolean pending = false;
        for (Open open : wants) {
            matches.addAll(open.matches);
            pending |= open.undecided;
            if (open.matches.isEmpty()) {
                misses.add(Misses.miss(open.index, open.want, open.reached, open.undecided));
            }
            if (open.matches.isEmpty() || open.want.every()) {
                open.reached.stream()
                        .filter(offer -> offer.status() != Status.LOOP)
                        .forEach(offer -> needed.add(offer.source()));
            }
        }
        for (Offer offer : offers) {
            if (offer.tracks().stream().anyMatch(track -> wants.stream().anyMatch(open -> open.has(track)))) {
                needed.add(offer.source());
            }
        }
        return new Outcome(matches, misses, needed, pending, steps.asList());
    }
}
