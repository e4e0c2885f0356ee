/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The players and publishers that people use, over UDP: ffmpeg, GStreamer, mpv. */
class RtspUdpIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern FRAME = Pattern.compile("frame=(\\d+)");
    private static final Pattern SENT = Pattern.compile("(\\d+) datagrams in (\\d+) calls, (\\d+) dropped");

    private static ServerProcess server;
    private static int udpPort;

    @BeforeAll
    static void start() throws IOException {
        udpPort = Ports.free() & ~1;
        server = ServerProcess.start(
                "rtsp: { udp_port: " + udpPort + ", multicast: \"239.255.77.0/24:" + (Ports.free() & ~1)
                        + "\", multicast_ttl: 0 }\n"
                        + "streams: { demo: \"demo:\", in: , other: , gone: \"demo:\", shared: \"demo:\" }\n");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String url(String name) {
        return "rtsp://127.0.0.1:" + server.rtspPort() + "/" + name;
    }

    private static String[] words(String command) {
        return command.split(" ");
    }

    private static long framesOf(String progress) {
        Matcher frame = FRAME.matcher(progress);
        long last = 0;
        while (frame.find()) {
            last = Long.parseLong(frame.group(1));
        }
        return last;
    }

    private static boolean isLogged(String... parts) throws IOException {
        return server.log().stream().anyMatch(line -> List.of(parts).stream().allMatch(line::contains));
    }

    private static String ffmpegReads(String name, String transport) throws Exception {
        return PeerProcess.run(
                LIMIT,
                words("ffmpeg -nostdin -v error -progress pipe:1 -rtsp_transport " + transport + " -i " + url(name)
                        + " -t 4 -f null -"));
    }

    /** and a picture of several packets leaves in one call. */
    @Test
    void ffmpegDecodesWithoutAnyErrorAndPacketsLeaveTogether() throws Exception {
        String progress = ffmpegReads("demo", "udp");

        assertThat(progress.lines()).allMatch(line -> line.matches("[a-z_0-9]+=.*"));
        assertThat(framesOf(progress)).isGreaterThan(80);
        Await.until("it is logged", LIMIT, () -> isLogged("event=rtsp.teardown", " datagrams in "));
        String line = server.log().stream()
                .filter(each -> each.contains(" datagrams in "))
                .findFirst()
                .orElseThrow();
        Matcher sent = SENT.matcher(line);
        assertThat(sent.find()).as(line).isTrue();
        assertThat(Long.parseLong(sent.group(1)))
                .as("datagrams; several in a call")
                .isGreaterThan(Long.parseLong(sent.group(2)));
        assertThat(sent.group(3)).as("dropped").isEqualTo("0");
    }

    @Test
    void gstreamerDecodes() throws Exception {
        String printed = PeerProcess.run(
                LIMIT,
                words("gst-launch-1.0 -q rtspsrc protocols=udp location=" + url("demo?video=h264")
                        + " ! rtph264depay ! h264parse ! avdec_h264 ! fakesink num-buffers=80"));

        assertThat(printed).isEmpty();
    }

    /** Whoever is on this machine gets it, it does not leave it. */
    @Test
    void twoWhoWatchAGroupAreServedOnce() throws Exception {
        assumeTrue(hasRouteToGroups(), "this machine has no route for multicast");
        try (PeerProcess player = PeerProcess.start(
                words("ffmpeg -nostdin -v error -rtsp_transport udp_multicast -i " + url("shared") + " -f null -"))) {
            Await.until("it watches", LIMIT, () -> isLogged("event=rtsp.play", "stream=shared", "239.255.77."));
            String printed = PeerProcess.run(
                    LIMIT,
                    words("gst-launch-1.0 -q rtspsrc protocols=udp-mcast location=" + url("shared")
                            + " ! rtph264depay ! h264parse ! avdec_h264 ! fakesink num-buffers=60"));

            assertThat(printed).isEmpty();
            assertThat(player.isAlive()).as(player.output()).isTrue();
            assertThat(server.log().stream()
                            .filter(line -> line.contains("event=viewer.joined") && line.contains("session=group-")))
                    .hasSize(1);
        }
        Await.until("nothing is sent any more", LIMIT, () -> isLogged("event=viewer.left", "session=group-"));
    }

    private static boolean hasRouteToGroups() {
        try (var probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress("239.255.77.1", 9));
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void mpvPlays() throws Exception {
        String printed = PeerProcess.run(
                LIMIT,
                words("mpv --no-config --rtsp-transport=udp --vo=null --ao=null --length=2 " + url("demo?video=h264")));

        assertThat(printed).contains("h264", "Exiting... (End of file)");
    }

    @Test
    void aPlayerThatIsKilledIsFreedWhenItsMachineSaysSo() throws Exception {
        try (PeerProcess player = PeerProcess.start(
                words("ffmpeg -nostdin -v error -rtsp_transport udp -i " + url("gone") + " -f null -"))) {
            Await.until("it plays", LIMIT, () -> isLogged("event=rtsp.play", "stream=gone"));
        }
        Await.until("its connection is gone", LIMIT, () -> isLogged("event=rtsp.alone", "stream=gone"));
        Await.until("it is freed", LIMIT, () -> isLogged("event=rtsp.closed", "stream=gone", "UNREACHABLE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=size=640x480:rate=25"
                        + " -f lavfi -i sine=sample_rate=48000 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25"
                        + " -c:a aac -t 60 -f rtsp -rtsp_transport udp URL",
                "other gst-launch-1.0 -q videotestsrc is-live=true"
                        + " ! video/x-raw,format=I420,width=640,height=480,framerate=25/1"
                        + " ! openh264enc gop-size=25 ! h264parse ! rtspclientsink protocols=udp location=URL",
            })
    void whatIsPublishedIsReadBack(String namesAndCommand) throws Exception {
        String name = namesAndCommand.substring(0, namesAndCommand.indexOf(' '));
        String command = namesAndCommand.substring(namesAndCommand.indexOf(' ') + 1);
        try (PeerProcess publisher = PeerProcess.start(words(command.replace("URL", url(name))))) {
            Await.until("it publishes", LIMIT, () -> {
                assertThat(publisher.isAlive()).as(publisher.output()).isTrue();
                return isLogged("event=rtsp.record", "stream=" + name);
            });
            String progress = ffmpegReads(name, "tcp");

            assertThat(framesOf(progress)).isGreaterThan(60);
            assertThat(progress.lines()).as("no error").allMatch(line -> line.matches("[a-z_0-9]+=.*"));
            assertThat(publisher.isAlive()).isTrue();
        }
        Await.until("it is over", LIMIT, () -> isLogged("event=rtsp.closed", "stream=" + name, "over UDP, 0 lost"));
    }
}
