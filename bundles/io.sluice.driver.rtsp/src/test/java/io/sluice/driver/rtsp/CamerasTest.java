/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.StreamName;
import io.sluice.net.RealDialer;
import io.sluice.testkit.driver.RecordingContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every camera's description, byte for byte, through the whole driver; {@code cameras.txt} says what comes of it. */
final class CamerasTest {
    private static final Path CAMERAS = Path.of("../io.sluice.lib.sdp/src/test/resources/io/sluice/lib/sdp/cameras");

    @Test
    void eachGivesItsTracksOrARefusal() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(41);
        try (var dialer = new RealDialer();
                Stream<Path> files = Files.list(CAMERAS)) {
            List<Path> cameras = files.filter(file -> file.toString().endsWith(".sdp"))
                    .sorted()
                    .toList();
            assertThat(cameras).hasSize(81);
            var outcomes = new ArrayList<Future<String>>();
            for (Path camera : cameras) {
                outcomes.add(threads.submit(() -> open(camera, dialer)));
            }
            var lines = new ArrayList<String>();
            for (Future<String> outcome : outcomes) {
                lines.add(outcome.get(60, TimeUnit.SECONDS));
            }
            assertThat(String.join("\n", lines)).isEqualTo(expected());
        } finally {
            threads.shutdownNow();
        }
    }

    private static String open(Path file, RealDialer dialer) throws Exception {
        try (var camera = new ScriptedCamera()) {
            camera.sdp(Files.readAllBytes(file)).on("PLAY", (request, peer) -> peer.ok(request));
            var context = new RecordingContext(StreamName.of("test"), Duration.ofSeconds(30));
            Opened opened = new RtspDriver(dialer, dialer.datagrams(), Map.of()).open(Source.of(camera.url()), context);
            assertThat(context.violations()).isEmpty();
            if (opened instanceof Opened.Producing producing) {
                producing.producer().close();
                assertThat(camera.requests("SETUP")).hasSameSizeAs(context.tracks());
                return file.getFileName() + " "
                        + context.tracks().stream()
                                .map(track -> track.codec().toString())
                                .collect(Collectors.joining(", "));
            }
            return file.getFileName() + " " + opened.toString().replace(":" + camera.port(), "");
        }
    }

    private static String expected() throws IOException {
        try (InputStream in = CamerasTest.class.getResourceAsStream("cameras.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
