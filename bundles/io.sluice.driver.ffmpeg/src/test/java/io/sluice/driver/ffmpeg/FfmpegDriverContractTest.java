/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Source;
import io.sluice.driver.ffmpeg.program.Ffmpeg;
import io.sluice.testkit.driver.DriverContract;
import io.sluice.testkit.driver.RecordingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** With the machine's ffmpeg. */
final class FfmpegDriverContractTest extends DriverContract {
    @TempDir
    private static Path directory;

    private static Ffmpeg ffmpeg;
    private static FfmpegDriver driver;

    @BeforeAll
    static void start() throws Exception {
        ffmpeg = new Ffmpeg(directory, "/usr/local/bin:/usr/bin:/bin", Map.of(), lines -> {});
        driver = new FfmpegDriver(ffmpeg);
    }

    @AfterAll
    static void stop() {
        driver.close();
        ffmpeg.close();
    }

    @Override
    protected Driver driver() {
        return driver;
    }

    /** The first program brings the guard, which stays as long as the bundle. */
    @Override
    protected void warmUp() throws Exception {
        driver.open(brokenSource().orElseThrow(), new RecordingContext());
    }

    @Override
    protected Duration deadline() {
        return Duration.ofSeconds(60);
    }

    @Override
    protected Source source() {
        return Source.of("ffmpeg:virtual?size=320x240#video=h264");
    }

    @Override
    protected Optional<Source> brokenSource() {
        return Optional.of(Source.of("ffmpeg:rtsp://127.0.0.1:1/nobody#video=copy"));
    }
}
