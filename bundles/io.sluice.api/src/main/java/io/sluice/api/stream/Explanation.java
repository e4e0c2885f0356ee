/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import java.util.List;

/**
 * The outcome of a negotiation with every step.
 *
 * @param matches what was chosen
 * @param misses what was not found
 * @param steps one sentence for each comparison, in the order made
 */
public record Explanation(List<Match> matches, List<Miss> misses, List<String> steps) {
    public Explanation {
        matches = List.copyOf(matches);
        misses = List.copyOf(misses);
        steps = List.copyOf(steps);
    }
}
