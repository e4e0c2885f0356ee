/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The driver guide's example, in two versions: a player sees the picture change its colour and is not disconnected. */
class SampleDriverIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void thePictureChangesItsColourWhenTheDriverIsUpdatedUnderItsViewer() throws Exception {
        Path built = Dist.workDirectory("sample");
        Path first = version(built, 1);
        Path second = version(built, 2);
        try (ServerProcess server = ServerProcess.start("""
                        streams:
                          cam: "sample:#tone=880"
                        """);
                RtspReaders readers = RtspReaders.open()) {
            Path jar = Files.copy(first, server.home().resolve("deploy/sample.jar"));
            awaitLine(server, "driver.sample 1.0.0 serves");
            String url = "rtsp://127.0.0.1:" + server.rtspPort() + "/cam";
            List<RtspReader> viewer = readers.join(url, 1);
            RtspReaders.awaitUnits(viewer, 3, LIMIT);
            int[] green = colour(url);
            assertThat(green[1]).isGreaterThan(green[0]).isGreaterThan(green[2]);

            Path draft = Files.copy(second, server.home().resolve("deploy/sample.tmp"));
            Files.move(draft, jar, StandardCopyOption.ATOMIC_MOVE);
            awaitLine(server, "driver.sample 2.0.0 serves");
            RtspReaders.awaitUnits(viewer, viewer.get(0).units() + 3, LIMIT);
            int[] blue = colour(url);
            assertThat(blue[2]).isGreaterThan(blue[0]).isGreaterThan(blue[1]);
            assertThat(viewer.get(0).state()).isEqualTo(RtspReader.State.PLAYING);
        }
    }

    /** The bundle as it was built, as another version of itself. */
    private static Path version(Path folder, int major) throws IOException {
        Path jar = folder.resolve("sample-" + major + ".jar");
        return BundleCopy.version(BundleCopy.built("io.sluice.driver.sample"), major + ".0.0", jar);
    }

    /** What ffmpeg makes of one picture: the mean of red, green and blue. */
    private static int[] colour(String url) throws Exception {
        Path pixel = Dist.workDirectory("pixel").resolve("pixel.rgb");
        PeerProcess.run(
                LIMIT,
                "ffmpeg",
                "-hide_banner",
                "-rtsp_transport",
                "tcp",
                "-i",
                url,
                "-an",
                "-frames:v",
                "1",
                "-vf",
                "scale=1:1:flags=area",
                "-f",
                "rawvideo",
                "-pix_fmt",
                "rgb24",
                pixel.toString());
        byte[] rgb = Files.readAllBytes(pixel);
        return new int[] {rgb[0] & 0xFF, rgb[1] & 0xFF, rgb[2] & 0xFF};
    }

    private static void awaitLine(ServerProcess server, String text) {
        Await.until(
                () -> "'" + text + "' in the log",
                LIMIT,
                () -> server.log().stream().anyMatch(line -> line.contains(text)));
    }
}
