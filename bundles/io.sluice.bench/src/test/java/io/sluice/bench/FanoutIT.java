/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Figures of a busy machine mean nothing; what must hold on every machine does. */
@Timeout(300)
class FanoutIT {
    @Test
    void losesNothingAndWritesOnceForEachUnitAndReader() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/cc")), "needs a C compiler");
        FanoutOptions options = FanoutOptions.parse(
                Path.of(System.getProperty("sluice.bench.tree")),
                List.of("--quick", "--only", "fanout,join,stall,update"));
        List<String> steps = new ArrayList<>();
        List<Row> rows;
        try (Programs programs = new Programs()) {
            rows = new Fanout(options, programs, steps::add).run();
        }
        assertThat(rows)
                .filteredOn(Row::gate)
                .hasSize(5)
                .allSatisfy(row -> assertThat(row.met())
                        .as(row.name() + ": " + row.value())
                        .isTrue());
        assertThat(steps).isNotEmpty();
    }
}
