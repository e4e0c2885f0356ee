/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Match;
import io.sluice.core.stream.LegReads.Reading;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who reads from whom. There is an edge from a source to each source that one of its subscriptions needs. An edge is
 * only made where it closes no circle, so there never is one. Lane only.
 */
final class Circles {
    private Circles() {}

    /**
     * The circle that there would be if a source read from another one, for people: {@code cam#1 -> cam}.
     *
     * @return null when there would be none
     */
    static @Nullable String closedBy(Leg reader, Leg from) {
        var path = new ArrayDeque<Leg>();
        if (!leads(from, reader, path, new HashSet<>())) {
            return null;
        }
        return Stream.concat(
                        Stream.concat(Stream.of(reader), path.stream()).map(Leg::place),
                        Stream.of(reader.stream().toString()))
                .collect(Collectors.joining(" -> "));
    }

    private static boolean leads(Leg from, Leg to, Deque<Leg> path, Set<Leg> seen) {
        if (from == to) {
            return true;
        }
        if (!seen.add(from)) {
            return false;
        }
        path.addLast(from);
        for (Reading reading : from.reads().open()) {
            for (Leg next : reading.viewer().needed()) {
                if (leads(next, to, path, seen)) {
                    return true;
                }
            }
        }
        path.removeLast();
        return false;
    }

    /** Whether a source reads from itself, which cannot be. */
    static boolean isIn(Leg leg) {
        for (Reading reading : leg.reads().open()) {
            for (Leg next : reading.viewer().needed()) {
                if (leads(next, leg, new ArrayDeque<>(), new HashSet<>())) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The source whose outage leaves another one with nothing to read; null when there is none. Of several the first.
     */
    static @Nullable Leg starving(Leg leg) {
        Leg first = null;
        for (Reading reading : leg.reads().open()) {
            for (Match match : reading.viewer().matches()) {
                Slot slot = reading.stream().slots().get(match.track().id());
                if (slot == null) {
                    continue;
                }
                Leg down = slot.leg.phase() == Leg.Phase.OPEN ? starving(slot.leg) : slot.leg;
                if (down == null) {
                    return null;
                }
                first = first == null ? down : first;
            }
        }
        return first;
    }
}
