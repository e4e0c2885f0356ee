/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import org.jspecify.annotations.Nullable;

/**
 * One line of the result.
 *
 * @param name what was measured
 * @param value of the server
 * @param limit of the limit program in the same series, or null
 * @param unit of both
 * @param goal in words; empty for a figure without one
 * @param met whether the goal is met, null without one
 * @param gate whether the run fails when it is not
 */
record Row(
        String name,
        double value,
        @Nullable Double limit,
        String unit,
        String goal,
        @Nullable Boolean met,
        boolean gate) {

    static Row figure(String name, double value, @Nullable Double limit, String unit) {
        return new Row(name, value, limit, unit, "", null, false);
    }

    static Row atMost(String name, double value, String unit, double goal) {
        return new Row(name, value, null, unit, "≤ " + Table.number(goal), value <= goal, false);
    }

    static Row ratioAtMost(String name, double value, double limit, String unit, double goal) {
        return new Row(name, value, limit, unit, "≤ " + Table.number(goal) + " × C", value <= goal * limit, false);
    }

    /** Must hold on every machine, however busy. */
    static Row mustBeAtMost(String name, double value, String unit, double bound) {
        return new Row(name, value, null, unit, "≤ " + Table.number(bound), value <= bound, true);
    }

    double ratio() {
        return limit == null || limit == 0 ? Double.NaN : value / limit;
    }
}
