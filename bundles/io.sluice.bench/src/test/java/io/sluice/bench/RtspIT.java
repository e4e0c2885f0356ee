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

/** No viewer loses anything, on any machine: of a camera of its own, or while others come and go. */
@Timeout(300)
class RtspIT {
    @Test
    void losesNothingOfCamerasAndWhileOthersComeAndGo() throws Exception {
        RtspOptions options = RtspOptions.parse(Path.of(System.getProperty("sluice.bench.tree")), List.of("--quick"));
        List<String> steps = new ArrayList<>();
        List<Row> rows;
        try (Programs programs = new Programs()) {
            rows = new Rtsp(options, programs, steps::add).run();
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
