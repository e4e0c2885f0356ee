/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import io.sluice.api.stream.Match;
import io.sluice.api.stream.Miss;
import java.util.List;
import java.util.Set;

/**
 * What came of a negotiation. Negotiating again with its matches as sticky ones gives the same outcome.
 *
 * @param matches ordered by want, then by source and track
 * @param misses one for every want without a track, also for those that are only pending
 * @param needed sources that must be open, or be tried, for these wants
 * @param pending a want may get a track, or more, from what is being opened or not known well enough yet
 * @param steps one sentence for each comparison, in the order made; rendered when read
 */
public record Outcome(
        List<Match> matches, List<Miss> misses, Set<Integer> needed, boolean pending, List<String> steps) {
    public Outcome {
        matches = List.copyOf(matches);
        misses = List.copyOf(misses);
        needed = Set.copyOf(needed);
    }
}
