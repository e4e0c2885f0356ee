/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A camera pulled by the finished server and watched through it. */
class RtspPullIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private static ServerProcess serverFor(FakeCamera camera, String options) throws IOException {
        return ServerProcess.start("streams:\n  hall: " + camera.urlWithCredentials() + options + "\n");
    }

    private static String url(ServerProcess server) {
        return "rtsp://127.0.0.1:" + server.rtspPort() + "/hall";
    }

    @Test
    void ffmpegDecodesWhatTheCameraSends() throws Exception {
        try (FakeCamera camera = FakeCamera.options()
                        .audio()
                        .auth("sha256", "admin", "s3cr3t")
                        .start();
                ServerProcess server = serverFor(camera, "#timeout=8")) {
            String output = PeerProcess.run(
                    LIMIT,
                    "ffmpeg",
                    "-v",
                    "error",
                    "-rtsp_transport",
                    "tcp",
                    "-i",
                    url(server),
                    "-frames:v",
                    "60",
                    "-f",
                    "null",
                    "-");
            assertThat(output).isBlank();
            assertThat(camera.statistics()).containsEntry("setups", 2L).containsEntry("plays", 1L);
        }
    }

    @Test
    void viewersStayWhenTheCameraResetsTheConnection() throws Exception {
        try (FakeCamera camera =
                        FakeCamera.options().auth("md5", "admin", "s3cr3t").start();
                ServerProcess server = serverFor(camera, "");
                RtspReaders readers = RtspReaders.open()) {
            RtspReader reader = readers.join(url(server));
            reader.awaitUnits(30, LIMIT);
            camera.reset();
            reader.awaitUnits(reader.units() + 30, LIMIT);
            camera.finish();
            reader.awaitUnits(reader.units() + 30, LIMIT);
            assertThat(reader.state()).isEqualTo(RtspReader.State.PLAYING);
            assertThat(camera.statistics()).containsEntry("plays", 3L);
        }
    }

    @Test
    void theCameraIsLetGoWhenNobodyWatches() throws Exception {
        try (FakeCamera camera =
                        FakeCamera.options().auth("basic", "admin", "s3cr3t").start();
                ServerProcess server = serverFor(camera, "");
                RtspReaders readers = RtspReaders.open()) {
            RtspReader reader = readers.join(url(server));
            reader.awaitUnits(10, LIMIT);
            reader.teardown();
            Await.until(
                    "goodbye to the camera",
                    LIMIT,
                    () -> camera.statistics().get("teardowns") == 1
                            && camera.statistics().get("open") == 0);
        }
    }
}
