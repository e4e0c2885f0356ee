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

/** No call of the API fails and no viewer loses anything by them, on any machine; the times are for people. */
@Timeout(300)
class ManagedIT {
    @Test
    void callsFailNeitherNorHurtViewers() throws Exception {
        ManagedOptions options =
                ManagedOptions.parse(Path.of(System.getProperty("sluice.bench.tree")), List.of("--quick"));
        List<String> steps = new ArrayList<>();
        List<Row> rows;
        try (Programs programs = new Programs()) {
            rows = new Managed(options, programs, steps::add).run();
        }
        assertThat(rows)
                .filteredOn(Row::gate)
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.met())
                        .as(row.name() + ": " + row.value())
                        .isTrue());
        assertThat(steps).isNotEmpty();
    }
}
