/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final List<Row> ROWS = List.of(
            Row.ratioAtMost("CPU N=500", 0.5, 0.4, "s/GB", 1.35),
            Row.atMost("first byte", 31, "ms", 30),
            Row.figure("memory", 123.4, null, "MB"));

    @Test
    void showsRatiosAndGoals() {
        assertThat(Table.text(ROWS).lines().map(line -> line.trim().replaceAll("\\s+", " ")))
                .containsExactly(
                        "Sluice C ratio goal",
                        "CPU N=500 0.500 0.400 1.25 s/GB ≤ 1.35 × C yes",
                        "first byte 31.0 ms ≤ 30.0 NO",
                        "memory 123 MB");
    }

    @Test
    void writesJsonThatReadsBack() {
        assertThat(FlatJson.parse(Table.json(ROWS, "2 \"cores\""))).containsEntry("rows[].value", 123.4);
        assertThat(Table.json(ROWS, "x"))
                .contains("\"value\":0.50000,\"limit\":0.4,")
                .contains("\"met\":null}");
    }

    @Test
    void takesMedians() {
        Medians medians = new Medians();
        medians.add("x", 3);
        medians.add("x", 1);
        assertThat(medians.of("x")).isEqualTo(2);
        medians.add("x", 100);
        assertThat(medians.of("x")).isEqualTo(3);
        assertThat(medians.of("y")).isNaN();
    }
}
