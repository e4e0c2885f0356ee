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

class RtspOptionsTest {
    private static final Path SOURCE = Path.of("/src");

    @Test
    void measuresAllUnlessTold() {
        RtspOptions all = RtspOptions.parse(SOURCE, List.of());
        assertThat(all.readers()).containsExactly(100, 500, 1000);
        assertThat(all.cameras()).containsExactly(1, 16, 64, 200);
        assertThat(all.connects()).isEqualTo(1000);
        assertThat(all.parts()).containsExactly("tcp", "udp", "cameras", "connects", "peers");
        RtspOptions some =
                RtspOptions.parse(SOURCE, List.of("--only", "cameras,udp", "--cameras", "2,3", "--udp", "7"));
        assertThat(some.cameras()).containsExactly(2, 3);
        assertThat(some.datagramReaders()).isEqualTo(7);
        assertThat(some.runs("tcp")).isFalse();
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> RtspOptions.parse(SOURCE, List.of("--fast", "1")))
                .hasMessageStartingWith("unknown '--fast'");
        assertThatThrownBy(() -> RtspOptions.parse(SOURCE, List.of("--pairs")))
                .hasMessageStartingWith("'--pairs' needs a value");
        assertThatThrownBy(() -> RtspOptions.parse(SOURCE, List.of("--only", "everything")))
                .hasMessageStartingWith("parts are");
    }
}
