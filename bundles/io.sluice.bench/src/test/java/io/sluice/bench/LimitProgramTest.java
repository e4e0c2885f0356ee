/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LimitProgramTest {
    @Test
    void bringsThePublishedStreamToItsReaders() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/cc")), "needs a C compiler");
        Path source = Path.of("").toAbsolutePath().resolve("../..").normalize();
        try (Programs programs = new Programs()) {
            Harness harness = new Harness(programs, source);
            LimitProgram limit = new LimitProgram(programs, source);
            harness.publish(limit.url());
            Pause.ms(500);
            Harness.Figures figures = harness.read(limit, limit.url(), 5, 1, "--warmup", "1");
            assertThat(figures.of("playing")).isEqualTo(5);
            assertThat(figures.of("rtp.lost")).isZero();
            assertThat(figures.of("rtp.joins_not_starting_with_key")).isZero();
            assertThat(figures.of("fps_per_reader")).isBetween(20.0, 40.0);
            Harness.Figures datagrams = harness.read(limit, limit.url(), 5, 1, "--warmup", "1", "--transport", "udp");
            assertThat(datagrams.of("playing")).isEqualTo(5);
            assertThat(datagrams.of("rtp.frames")).isPositive();
        }
    }
}
