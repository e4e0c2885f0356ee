/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.StreamState;
import io.sluice.testkit.Await;
import io.sluice.testkit.rtsp.RtspPublisher;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** The driver of a stream is replaced under ffmpeg, GStreamer and a hundred readers; another stream has readers too. */
public class RtspSwapIT extends SluiceExam {
    private static final String DRIVER = "io.sluice.driver.demo";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int READERS = 100;
    private static final int OTHERS = 20;
    private static final int ONE_SECOND = 25;

    @Override
    protected String yaml() {
        return """
                streams:
                  demo: demo:
                  steady:
                """;
    }

    private String url(String stream) {
        return "rtsp://127.0.0.1:" + rtspPort() + "/" + stream;
    }

    @Test
    public void nobodyIsDisconnectedAndOtherStreamsLoseNothing() throws Exception {
        awaitStarted("net");
        Path jar = Dist.bundles().stream()
                .filter(file -> file.getFileName().toString().startsWith(DRIVER))
                .findFirst()
                .orElseThrow();
        try (RtspPublisher publisher = RtspPublisher.start(url("steady"));
                RtspReaders readers = RtspReaders.open();
                PeerProcess ffmpeg = PeerProcess.start(ffmpeg(url("demo")));
                PeerProcess gstreamer = PeerProcess.start(gstreamer(url("demo")))) {
            List<RtspReader> others = readers.join(url("steady"), OTHERS);
            List<RtspReader> viewers = readers.join(url("demo"), READERS);
            RtspReaders.awaitPlaying(others, LIMIT);
            RtspReaders.awaitPlaying(viewers, LIMIT);
            awaitAnotherSecond(viewers, ffmpeg, gstreamer);

            Bundle driver = bundleOf(DRIVER);
            update(driver, jar);
            awaitAnotherSecond(viewers, ffmpeg, gstreamer);

            driver.stop();
            awaitWaiting();
            driver.start();
            awaitAnotherSecond(viewers, ffmpeg, gstreamer);

            driver.uninstall();
            awaitWaiting();
            long seen = others.get(0).units();
            RtspReaders.awaitUnits(others, seen + ONE_SECOND, LIMIT);
            Bundle again = install(jar);
            awaitAnotherSecond(viewers, ffmpeg, gstreamer);

            Path copy = Files.copy(jar, home().resolve("run/beside.jar"));
            install(copy);
            again.uninstall();
            awaitAnotherSecond(viewers, ffmpeg, gstreamer);

            assertThat(viewers).allSatisfy(RtspSwapIT::assertGoesOn);
            assertThat(others).allSatisfy(RtspSwapIT::assertLostNothing);
            assertThat(publisher.failure()).isEmpty();
        }
    }

    /** Its connection is the same, and so are sequence numbers, SSRC and clock; each part began with a key picture. */
    private static void assertGoesOn(RtspReader reader) {
        assertThat(reader.state()).as("%s", reader).isEqualTo(RtspReader.State.PLAYING);
        var video = reader.video();
        assertThat(video.gaps() + video.repeated() + video.ssrcChanges() + video.timestampsBack())
                .as("%s", video)
                .isZero();
        assertThat(video.unitsBeforeKey() + video.brokenFragments()).isZero();
    }

    private static void assertLostNothing(RtspReader reader) {
        assertThat(reader.state()).as("%s", reader).isEqualTo(RtspReader.State.PLAYING);
        assertThat(reader.video().continuous()).as("%s", reader.video()).isTrue();
        assertThat(reader.video().firstFrame()).isNotNegative();
    }

    private void awaitWaiting() throws InterruptedException {
        withService(StreamRegistry.class, registry -> {
            Await.until("demo waits for its driver", SOON, () -> {
                StreamInfo info = registry.stream(StreamName.of("demo"))
                        .toCompletableFuture()
                        .get(SOON.toMillis(), TimeUnit.MILLISECONDS);
                return info.state() == StreamState.WAITING_FOR_DRIVER
                        && info.consumers().size() >= READERS + 2;
            });
            return true;
        });
    }

    private static void awaitAnotherSecond(List<RtspReader> viewers, PeerProcess ffmpeg, PeerProcess gstreamer)
            throws Exception {
        long decodedByFfmpeg = frames(ffmpeg);
        long decodedByGstreamer = buffers(gstreamer);
        long seen = viewers.stream().mapToLong(RtspReader::units).max().orElse(0);
        RtspReaders.awaitUnits(viewers, seen + ONE_SECOND, LIMIT);
        Await.until(
                () -> "ffmpeg decodes: " + tail(ffmpeg),
                LIMIT,
                () -> ffmpeg.isAlive() && frames(ffmpeg) >= decodedByFfmpeg + ONE_SECOND);
        Await.until(
                () -> "GStreamer decodes: " + tail(gstreamer),
                LIMIT,
                () -> gstreamer.isAlive() && buffers(gstreamer) >= decodedByGstreamer + ONE_SECOND);
    }

    private static String[] ffmpeg(String url) {
        return ("ffmpeg -nostdin -v error -progress pipe:1 -stats_period 0.2 -rtsp_transport tcp -i " + url
                        + " -an -f null -")
                .split(" ");
    }

    private static long frames(PeerProcess ffmpeg) throws Exception {
        return ffmpeg.output()
                .lines()
                .filter(line -> line.startsWith("frame="))
                .mapToLong(
                        line -> Long.parseLong(line.substring("frame=".length()).strip()))
                .max()
                .orElse(0);
    }

    private static String[] gstreamer(String url) {
        return ("gst-launch-1.0 -v rtspsrc protocols=tcp latency=0 location=" + url + "?video=h264"
                        + " ! rtph264depay ! h264parse ! avdec_h264 ! fakesink silent=false sync=false")
                .split(" ");
    }

    private static long buffers(PeerProcess gstreamer) throws Exception {
        return gstreamer
                .output()
                .lines()
                .filter(line -> line.contains("last-message = chain"))
                .count();
    }

    private static String tail(PeerProcess program) {
        try {
            String output = program.output();
            return output.substring(Math.max(0, output.length() - 500));
        } catch (Exception e) {
            return e.toString();
        }
    }
}
