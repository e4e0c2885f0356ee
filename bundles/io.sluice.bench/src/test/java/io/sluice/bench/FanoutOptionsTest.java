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

class FanoutOptionsTest {
    @Test
    void quickIsSmall() {
        FanoutOptions quick = FanoutOptions.parse(Path.of("/src"), List.of("--quick", "--only", "fanout,join"));
        assertThat(quick.readers()).containsExactly(20);
        assertThat(quick.parts()).containsExactly("fanout", "join");
        assertThat(quick.distribution()).isEqualTo(Path.of("/src/distribution/target/sluice"));
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> FanoutOptions.parse(Path.of("/src"), List.of("--fast", "1")))
                .hasMessageStartingWith("unknown '--fast'");
        assertThatThrownBy(() -> FanoutOptions.parse(Path.of("/src"), List.of("--pairs")))
                .hasMessageStartingWith("'--pairs' needs a value");
        assertThatThrownBy(() -> FanoutOptions.parse(Path.of("/src"), List.of("--only", "everything")))
                .hasMessageStartingWith("parts are");
    }
}
