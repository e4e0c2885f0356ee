/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import io.sluice.api.media.Track;
import io.sluice.api.stream.Want;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was compared, in order. Sentences are made only when somebody reads them: the lane negotiates far more often.
 */
final class Steps {
    private final List<Step> steps = new ArrayList<>();

    enum Kind {
        KEPT,
        COMPARED,
        BROKEN,
        WAITS
    }

    private record Step(
            Kind kind,
            int index,
            Want want,
            @Nullable Offer offer,
            @Nullable Track track,
            Fit fit) {}

    void add(Kind kind, int index, Want want, @Nullable Offer offer, @Nullable Track track, Fit fit) {
        steps.add(new Step(kind, index, want, offer, track, fit));
    }

    /** A view; nothing is added any more once it was given away. */
    List<String> asList() {
        return new AbstractList<>() {
            @Override
            public String get(int index) {
                return sentence(steps.get(index));
            }

            @Override
            public int size() {
                return steps.size();
            }
        };
    }

    private static String sentence(Step step) {
        String want = "want " + step.index + " (" + Misses.wanted(step.want) + "): ";
        String label = step.offer == null ? "" : step.offer.label();
        String track = step.track == null ? "" : "track " + step.track.id() + " (" + step.track.codec() + ")";
        return switch (step.kind) {
            case KEPT -> want + track + (step.fit.no() ? " is not kept: " + step.fit.why() : " is kept");
            case BROKEN ->
                want + label + " " + (step.offer == null ? "" : Misses.state(step.offer)) + ", looking further";
            case WAITS -> want + "waits for " + label + ", which is not open yet";
            case COMPARED ->
                want + label + " has " + track + ": "
                        + switch (step.fit.answer()) {
                            case YES -> "fits";
                            case NO -> step.fit.why();
                            case UNKNOWN -> "not decided, " + step.fit.why();
                        };
        };
    }
}
