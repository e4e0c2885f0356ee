/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every program ends, none is left and none comes without a picture, on any machine; the times are for people. */
@Timeout(300)
class SupervisionIT {
    @Test
    void everyProgramEndsAndNoneIsLeft() throws Exception {
        ProgramsOptions options = ProgramsOptions.parse(
                Path.of(System.getProperty("sluice.bench.tree")), List.of("--quick", "--only", "stops,cycles,joins"));
        List<String> steps = new ArrayList<>();
        List<Row> rows;
        try (Programs programs = new Programs()) {
            rows = new Supervision(options, programs, steps::add).run();
        }
        assertThat(rows)
                .filteredOn(Row::gate)
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.met())
                        .as(row.name() + ": " + row.value())
                        .isTrue());
        assertThat(rows).hasSize(3 * options.kinds().size() + 1 + 4 + 4);
    }
}
