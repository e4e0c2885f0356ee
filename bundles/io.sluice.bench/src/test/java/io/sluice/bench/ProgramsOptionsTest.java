/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramsOptionsTest {
    private static final Path SOURCE = Path.of("/src");

    @Test
    void measuresAllUnlessTold() {
        ProgramsOptions all = ProgramsOptions.parse(SOURCE, List.of());
        assertThat(all.stops()).isEqualTo(200);
        assertThat(all.cycles()).isEqualTo(500);
        assertThat(all.warm()).as("the compilers are busy for two minutes").isGreaterThanOrEqualTo(120);
        assertThat(all.kinds()).containsAll(ProgramsOptions.POLITE).containsAll(ProgramsOptions.DEAF);
        ProgramsOptions some = ProgramsOptions.parse(SOURCE, List.of("--only", "stops", "--kinds", "deaf,polite"));
        assertThat(some.runs("use")).isFalse();
        assertThat(some.kinds()).containsExactly("deaf", "polite");
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> ProgramsOptions.parse(SOURCE, List.of("--fast", "1")))
                .hasMessageStartingWith("unknown '--fast'");
        assertThatThrownBy(() -> ProgramsOptions.parse(SOURCE, List.of("--only", "everything")))
                .hasMessageStartingWith("parts are");
    }
}
