/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Source;
import io.sluice.testkit.driver.DriverContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;

class ExecContractTest extends DriverContract {
    private static final String FFMPEG = "/usr/bin/ffmpeg";
    private static final ExecDriver DRIVER =
            new ExecDriver(directory(), new Allowed(List.of(FFMPEG, "/nowhere/program")));

    private static Path directory() {
        try {
            return Files.createTempDirectory("exec");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    static void stop() {
        DRIVER.stop();
    }

    @Override
    protected Driver driver() {
        return DRIVER;
    }

    @Override
    protected Source source() {
        return Source.of("exec:" + FFMPEG + " -nostdin -v error -re -f lavfi -i testsrc=size=64x48:rate=25"
                + " -f lavfi -i sine -c:v libx264 -preset ultrafast -tune zerolatency -g 10 -pix_fmt yuv420p -c:a aac"
                + " -f mpegts -flush_packets 1 -muxdelay 0 -");
    }

    @Override
    protected Optional<Source> brokenSource() {
        return Optional.of(Source.of("exec:/nowhere/program"));
    }

    @Override
    protected Duration deadline() {
        return Duration.ofSeconds(30);
    }
}
