/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoDriverTest {
    private final DemoDriver driver = new DemoDriver();
    private final FakeContext context = new FakeContext();

    @AfterEach
    void stop() {
        driver.stop();
    }

    @Test
    void playsInRealTimeOnItsOwnThread() throws Exception {
        long start = System.nanoTime();
        var opened = (Opened.Producing) driver.open(Source.of("demo:"), context);
        await(() -> context.tracks.get(0).units.size() >= 25);
        assertThat(System.nanoTime() - start).isBetween(1_000_000_000L, 5_000_000_000L);
        opened.producer().close();
        driver.stop();
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().equals("sluice-demo")));
    }

    @ParameterizedTest
    @CsvSource({
        "demo:x, x",
        "demo://host, //host",
        "demo:#fps=3, #fps",
        "DEMO:#, #",
        "demo://u:S3cr3t@host, //u:***@host",
        "demo:#password=S3cr3t, #password"
    })
    void refusesAnythingBehindTheColon(String source, String found) throws Exception {
        assertThat(driver.open(Source.of(source), context))
                .isEqualTo(new Opened.Refused(
                        Reason.INVALID, "demo: takes no address and no option, found " + found, Opened.Retry.NO));
        assertThat(context.tracks).isEmpty();
    }

    @Test
    void takesTheSchemeInAnyCase() throws Exception {
        assertThat(driver.open(Source.of("Demo:"), context)).isInstanceOf(Opened.Producing.class);
    }

    @Test
    void readmeHasTheHeadingsOfTheTemplate() throws Exception {
        assertThat(Files.readAllLines(Path.of("README.md")).stream().filter(line -> line.startsWith("## ")))
                .containsExactly(
                        "## Devices", "## Source URI", "## Configuration", "## Media", "## Status", "## Example");
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
