/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The players and publishers that people use, over TCP: ffmpeg, ffprobe, GStreamer, a hundred readers. */
class RtspPeersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern FRAME = Pattern.compile("frame=(\\d+)");
    private static final Pattern START = Pattern.compile("start_time=(-?[\\d.]+)");

    private static ServerProcess server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start("rtsp: { udp_port: 0 }\nstreams:\n  demo: demo:\n  in:\n");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String url(String name) {
        return "rtsp://127.0.0.1:" + server.rtspPort() + "/" + name;
    }

    private static String[] ffmpegReads(String name) {
        return new String[] {
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-progress",
            "pipe:1",
            "-rtsp_transport",
            "tcp",
            "-i",
            url(name),
            "-t",
            "4",
            "-f",
            "null",
            "-"
        };
    }

    private static long framesOf(String progress) {
        Matcher frame = FRAME.matcher(progress);
        long last = 0;
        while (frame.find()) {
            last = Long.parseLong(frame.group(1));
        }
        return last;
    }

    @Test
    void ffmpegDecodesWithoutAnyError() throws Exception {
        String progress = PeerProcess.run(LIMIT, ffmpegReads("demo"));

        assertThat(progress.lines()).allMatch(line -> line.matches("[a-z_0-9]+=.*"));
        assertThat(framesOf(progress)).isGreaterThan(80);
    }

    @Test
    void ffprobeSeesBothTracksBeginTogether() throws Exception {
        String found = PeerProcess.run(
                LIMIT, "ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-show_streams", url("demo"));

        assertThat(found).contains("codec_name=h264", "width=640", "codec_name=aac", "sample_rate=48000");
        List<Double> starts = START.matcher(found)
                .results()
                .map(start -> Double.parseDouble(start.group(1)))
                .toList();
        assertThat(starts).hasSize(2);
        assertThat(Math.abs(starts.get(0) - starts.get(1))).isLessThan(0.1);
    }

    @Test
    void playersThatTryUdpFirstComeBackWithTcp() throws Exception {
        String[] gstreamer = ("gst-launch-1.0 -q rtspsrc location=" + url("demo?video") + " ! rtph264depay"
                        + " ! h264parse ! avdec_h264 ! fakesink num-buffers=30")
                .split(" ");

        assertThat(PeerProcess.run(LIMIT, "ffprobe", "-v", "fatal", "-show_streams", url("demo")))
                .contains("codec_name=h264", "codec_name=aac");
        PeerProcess.run(LIMIT, gstreamer);
    }

    @Test
    void ffmpegGetsOnlyWhatTheFilterWants() throws Exception {
        String found = PeerProcess.run(
                LIMIT, "ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-show_streams", url("demo?audio=aac"));

        assertThat(found).contains("codec_name=aac").doesNotContain("codec_name=h264");
    }

    @Test
    void refusalsReachThePlayer() throws Exception {
        try (PeerProcess unknown = PeerProcess.start("ffprobe", "-rtsp_transport", "tcp", url("nope"));
                PeerProcess mismatch = PeerProcess.start("ffprobe", "-rtsp_transport", "tcp", url("demo?video=h265"));
                PeerProcess udp = PeerProcess.start("ffprobe", "-rtsp_transport", "udp", url("demo"))) {
            assertThat(unknown.awaitExit(LIMIT)).isNotZero();
            assertThat(unknown.output()).contains("404");
            assertThat(mismatch.awaitExit(LIMIT)).isNotZero();
            assertThat(mismatch.output()).contains("415");
            assertThat(udp.awaitExit(LIMIT)).isNotZero();
            assertThat(udp.output()).contains("461");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rtph264depay ! h264parse ! avdec_h264, h264",
        "rtpmp4gdepay ! aacparse ! avdec_aac, aac",
    })
    void gstreamerDecodes(String pipeline, String codec) throws Exception {
        String[] command = ("gst-launch-1.0 -q rtspsrc protocols=tcp location=" + url("demo?video=h264&audio=aac")
                        + " ! " + pipeline + " ! fakesink num-buffers=80")
                .split(" ");

        assertThat(GStreamer.complaints(PeerProcess.run(LIMIT, command)))
                .as(codec)
                .isEmpty();
    }

    @Test
    void aPlayerFindsItsWayAlone() throws Exception {
        String[] command = ("gst-launch-1.0 playbin uri=" + url("demo").replace("rtsp:", "rtspt:")
                        + " video-sink=fakevideosink audio-sink=fakeaudiosink")
                .split(" ");
        try (PeerProcess player = PeerProcess.start(command)) {
            Await.until("the player plays", LIMIT, () -> player.output().contains("Sent PLAY request"));
            Await.until(
                    "it is logged",
                    LIMIT,
                    () -> server.log().stream()
                            .anyMatch(line -> line.contains("event=rtsp.play") && line.contains("GStreamer")));
            assertThat(player.isAlive()).isTrue();
            player.terminate();
            player.awaitExit(LIMIT);
            assertThat(player.output()).doesNotContain("ERROR");
        }
    }

    @Test
    void aHundredReadersLoseNothing() {
        try (RtspReaders readers = RtspReaders.open()) {
            List<RtspReader> all = readers.join(url("demo"), 100);
            RtspReaders.awaitPlaying(all, LIMIT);
            RtspReaders.awaitUnits(all, 100, LIMIT);

            assertThat(all).allSatisfy(reader -> {
                assertThat(reader.video().continuous()).as(reader.toString()).isTrue();
                assertThat(reader.video().unitsBeforeKey()).isZero();
                assertThat(reader.video().senderReports()).isPositive();
            });
        }
    }

    private static String[] ffmpegPublishes(String coding) {
        return ("ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=size=320x240:rate=25"
                        + " -f lavfi -i sine=sample_rate=48000 " + coding + " -g 25 -t 60 -f rtsp -rtsp_transport tcp "
                        + url("in"))
                .split(" ");
    }

    @ParameterizedTest
    @CsvSource({
        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac, h264, aac",
        "-c:v libx264 -preset veryfast -bf 2 -pix_fmt yuv420p -ar 8000 -c:a pcm_alaw, h264, pcm_alaw",
        "-c:v libx265 -preset ultrafast -pix_fmt yuv420p -x265-params log-level=none -c:a libopus, hevc, opus",
        "-c:v mjpeg -huffman default -pix_fmt yuvj420p -ar 8000 -c:a pcm_mulaw, mjpeg, pcm_mulaw",
    })
    void whatFfmpegPublishesIsReadBack(String coding, String video, String audio) throws Exception {
        try (PeerProcess publisher = PeerProcess.start(ffmpegPublishes(coding))) {
            awaitPublisher(publisher);
            String progress = PeerProcess.run(LIMIT, ffmpegReads("in"));
            String found = PeerProcess.run(
                    LIMIT, "ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-show_streams", url("in"));

            assertThat(framesOf(progress)).isGreaterThan(60);
            assertThat(progress.lines()).as("no error").allMatch(line -> line.matches("[a-z_0-9]+=.*"));
            assertThat(found).contains("codec_name=" + video, "codec_name=" + audio);
            assertThat(publisher.isAlive()).isTrue();
            end(publisher);
        }
    }

    @Test
    void aSecondPublisherIsRefusedAndTheFirstGoesOn() throws Exception {
        String[] command = ffmpegPublishes("-c:v libx264 -preset ultrafast -pix_fmt yuv420p -an");
        try (PeerProcess first = PeerProcess.start(command)) {
            awaitPublisher(first);
            try (PeerProcess second = PeerProcess.start(command)) {
                assertThat(second.awaitExit(LIMIT)).isNotZero();
                assertThat(second.output()).contains("403");
            }
            assertThat(first.isAlive()).isTrue();
            end(first);
        }
    }

    @Test
    void publishingIsForDeclaredStreamsWithoutSources() throws Exception {
        String[] command = ffmpegPublishes("-c:v libx264 -preset ultrafast -pix_fmt yuv420p -an");
        command[command.length - 1] = url("demo");
        try (PeerProcess sourceful = PeerProcess.start(command)) {
            assertThat(sourceful.awaitExit(LIMIT)).isNotZero();
            assertThat(sourceful.output()).contains("403");
        }
        command[command.length - 1] = url("nope");
        try (PeerProcess undeclared = PeerProcess.start(command)) {
            assertThat(undeclared.awaitExit(LIMIT)).isNotZero();
            assertThat(undeclared.output()).contains("401"); // whoever may publish may bring it
        }
    }

    @Test
    void whatGstreamerPublishesIsReadBack() throws Exception {
        String[] command = ("gst-launch-1.0 -q rtspclientsink protocols=tcp name=sink location=" + url("in")
                        + " videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=25/1"
                        + " ! openh264enc gop-size=25 ! h264parse ! sink.sink_0"
                        + " audiotestsrc is-live=true ! audioconvert ! audioresample ! audio/x-raw,rate=8000,channels=1"
                        + " ! alawenc ! sink.sink_1")
                .split(" ");
        try (PeerProcess publisher = PeerProcess.start(command)) {
            awaitPublisher(publisher);
            assertThat(framesOf(PeerProcess.run(LIMIT, ffmpegReads("in")))).isGreaterThan(60);
            end(publisher);
        }
    }

    private static long recordings() throws IOException {
        return server.log().stream()
                .filter(line -> line.contains("event=rtsp.record"))
                .count();
    }

    private static long ends() throws IOException {
        return server.log().stream()
                .filter(line -> line.contains("event=rtsp.closed") && line.contains("stream=in")
                        || line.contains("event=rtsp.teardown") && line.contains("stream=in"))
                .count();
    }

    /** One publisher at a time: those before have ended. */
    private static void awaitPublisher(PeerProcess publisher) throws IOException {
        long before = recordings();
        Await.until("published", LIMIT, () -> {
            if (!publisher.isAlive()) {
                throw new AssertionError(publisher.output());
            }
            return recordings() > before;
        });
    }

    private static void end(PeerProcess publisher) throws Exception {
        long before = ends();
        publisher.terminate();
        publisher.awaitExit(LIMIT);
        Await.until("the publication ended", LIMIT, () -> ends() > before);
    }
}
