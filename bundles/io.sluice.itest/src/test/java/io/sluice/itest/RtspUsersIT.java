/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Users at the RTSP port: curl knows SHA-256, ffmpeg and GStreamer know MD5, and Basic wants TLS. */
class RtspUsersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String USERS = """
            tls: { self_signed: true }
            api: { listen: "" }
            auth:
              users:
                - { name: tom, password: "cat:&dog", role: viewer, streams: [demo, "new/*"] }
                - { name: pia, password: pub, role: publisher }
            streams:
              demo: demo:
              other: demo:
              in:
            """;

    private static ServerProcess server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start(USERS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String url(String scheme, String user, String stream) {
        return scheme + "://" + user + "127.0.0.1:" + server.rtspPort() + "/" + stream;
    }

    private static PeerProcess ffmpeg(String url) throws IOException {
        return PeerProcess.start(
                "ffmpeg", "-nostdin", "-v", "error", "-rtsp_transport", "tcp", "-i", url, "-t", "1", "-f", "null", "-");
    }

    private static void watches(String url) throws Exception {
        try (PeerProcess peer = ffmpeg(url)) {
            assertThat(peer.awaitExit(LIMIT)).as(peer.output()).isZero();
        }
    }

    private static void isRefused(String url, String status) throws Exception {
        try (PeerProcess peer = ffmpeg(url)) {
            assertThat(peer.awaitExit(LIMIT)).isNotZero();
            assertThat(peer.output()).contains(status);
        }
    }

    private static String curl(String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("curl", "-sv", "--noproxy", "*", "--max-time", "20", "--insecure"));
        command.addAll(List.of(options));
        try (PeerProcess peer = PeerProcess.start(command.toArray(String[]::new))) {
            peer.awaitExit(LIMIT);
            return peer.output();
        }
    }

    @Test
    void curlProvesSha256() throws Exception {
        String talk = curl("--digest", "-u", "tom:cat:&dog", url("rtsp", "", "demo"));
        assertThat(talk).contains("< RTSP/1.0 401 Unauthorized", "< RTSP/1.0 200 OK");
        assertThat(talk.lines().filter(line -> line.startsWith("> Authorization:")))
                .singleElement()
                .asString()
                .contains("algorithm=SHA-256", "qop=auth", "nc=00000001")
                .doesNotContain("cat:&dog");
        List<String> challenges = talk.lines()
                .filter(line -> line.startsWith("< WWW-Authenticate:"))
                .toList();
        assertThat(challenges).hasSize(2);
        assertThat(challenges.get(0)).contains("Digest", "algorithm=SHA-256");
        assertThat(challenges.get(1)).contains("Digest", "algorithm=MD5");

        assertThat(curl("--digest", "-u", "tom:wrong", url("rtsp", "", "demo")))
                .contains("> Authorization: Digest")
                .doesNotContain("RTSP/1.0 200");
    }

    @Test
    void ffmpegProvesMd5AndWatchesWhatItMay() throws Exception {
        String tom = "tom:cat%3A%26dog@";
        watches(url("rtsp", tom, "demo"));
        watches(url("rtsps", tom, "demo"));
        isRefused(url("rtsp", tom, "other"), "403");
        isRefused(url("rtsp", tom, "unknown"), "403");
        isRefused(url("rtsp", "tom:wrong@", "demo"), "401");
        isRefused(url("rtsp", "nobody:x@", "demo"), "401");
        isRefused(url("rtsp", "", "demo"), "401");
        isRefused(url("rtsp", "", "unknown"), "401");
        isRefused(url("rtsp", "pia:pub@", "unknown"), "404");
        assertThat(server.log()).noneMatch(line -> line.contains("cat:&dog"));
    }

    @Test
    void gstreamerProvesMd5() throws Exception {
        PeerProcess.run(
                LIMIT,
                ("gst-launch-1.0 -q rtspsrc protocols=tcp user-id=tom user-pw=cat:&dog location="
                                + url("rtsp", "", "demo")
                                + " ! rtph264depay ! h264parse ! avdec_h264 ! fakesink num-buffers=20")
                        .split(" "));
    }

    @Test
    void basicWantsTls() throws Exception {
        String clear = "rtsp://127.0.0.1:" + server.rtspPort();
        String refused = talk("127.0.0.1", clear, false);
        assertThat(refused).contains("401 Unauthorized").doesNotContain("Basic realm");
        assertThat(talk("127.0.0.1", clear, true)).contains("RTSP/1.0 200 OK", "application/sdp");
    }

    /** DESCRIBE with Basic, without or with TLS, by openssl and bash, which every Debian has. */
    private static String talk(String host, String url, boolean tls) throws Exception {
        String request = "DESCRIBE " + url + "/demo RTSP/1.0\\r\\nCSeq: 1\\r\\n"
                + "Authorization: Basic dG9tOmNhdDomZG9n\\r\\n\\r\\n";
        String program = tls
                ? "timeout 6 openssl s_client -quiet -connect " + host + ":" + server.rtspPort()
                : "exec 3<>/dev/tcp/" + host + "/" + server.rtspPort() + "; cat >&3; timeout 3 cat <&3";
        String input = tls ? "(printf '" + request + "'; sleep 3) | " : "printf '" + request + "' | { ";
        return PeerProcess.run(LIMIT, "bash", "-c", input + program + (tls ? "" : "; }") + "; true");
    }

    /** R-27, from an address of its own: what is wrong here makes nobody else wait. */
    @Test
    void wrongPasswordsCostTimeAndTheRightOneIsTaken() throws Exception {
        String demo = "rtsp://127.0.0.1:" + server.rtspPort() + "/demo";
        var address = InetAddress.getByName("127.0.0.9");
        try (RawRtsp peer = RawRtsp.on(
                TlsTrust.any().getSocketFactory().createSocket("127.0.0.1", server.rtspPort(), address, 0))) {
            for (String wrong : List.of("tom:wrong", "tom:", "nobody:cat:&dog")) {
                assertThat(peer.ask("DESCRIBE", demo, basic(wrong)).status())
                        .as(wrong)
                        .isEqualTo(401);
            }
            assertThat(peer.ask("DESCRIBE", demo, basic("tom:cat:&dog")).status())
                    .isEqualTo(200);
            long began = System.nanoTime();
            for (int i = 0; i < 6; i++) {
                assertThat(peer.ask("DESCRIBE", demo, basic("tom:guess" + i)).status())
                        .isEqualTo(401);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("the later ones wait")
                    .isGreaterThan(Duration.ofSeconds(1));
        }
    }

    private static String basic(String userAndPassword) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void publishersNeedTheRoleAndMayBringAStream() throws Exception {
        isRefusedToPublish(url("rtsp", "", "in"), "401");
        isRefusedToPublish(url("rtsp", "tom:cat%3A%26dog@", "new/one"), "403");
        isRefused(url("rtsp", "tom:cat%3A%26dog@", "new/one"), "404");
        try (PeerProcess publisher = PeerProcess.start(publish(url("rtsp", "pia:pub@", "new/one")))) {
            Await.until("published", LIMIT, () -> {
                if (!publisher.isAlive()) {
                    throw new AssertionError(publisher.output());
                }
                return logged("event=rtsp.record", "stream=new/one");
            });
            watches(url("rtsp", "tom:cat%3A%26dog@", "new/one"));
            isRefusedToPublish(url("rtsp", "pia:pub@", "new/one"), "403");
            assertThat(publisher.isAlive()).isTrue();
            publisher.terminate();
            publisher.awaitExit(LIMIT);
        }
        Await.until("it is gone", LIMIT, () -> logged("event=stream.removed", "stream new/one removed"));
        isRefused(url("rtsp", "tom:cat%3A%26dog@", "new/one"), "404");
    }

    private static boolean logged(String event, String text) throws IOException {
        return server.log().stream().anyMatch(line -> line.contains(event) && line.contains(text));
    }

    private static String[] publish(String url) {
        return ("ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=size=160x120:rate=10 -c:v libx264"
                        + " -preset ultrafast -pix_fmt yuv420p -g 10 -t 60 -f rtsp -rtsp_transport tcp " + url)
                .split(" ");
    }

    private static void isRefusedToPublish(String url, String status) throws Exception {
        try (PeerProcess peer = PeerProcess.start(publish(url))) {
            assertThat(peer.awaitExit(LIMIT)).isNotZero();
            assertThat(peer.output()).contains(status);
        }
    }

    @Test
    void fiveThousandIdleSocketsLockNoUserOut() throws Exception {
        List<SocketChannel> idle = new ArrayList<>();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.rtspPort());
        try {
            for (int i = 0; i < 5_000; i++) {
                idle.add(SocketChannel.open(address));
            }
            watches(url("rtsp", "tom:cat%3A%26dog@", "demo"));
            watches(url("rtsps", "tom:cat%3A%26dog@", "demo"));
        } finally {
            for (SocketChannel each : idle) {
                each.close();
            }
        }
        assertThat(logged("event=net.strangers", "nobody has logged in")).isTrue();
    }

    @Test
    void aViewerWhoseUserIsRemovedEndsWithinTenSeconds() throws Exception {
        try (ServerProcess own = ServerProcess.start(USERS)) {
            String url = "rtsp://tom:cat%3A%26dog@127.0.0.1:" + own.rtspPort() + "/demo";
            try (PeerProcess viewer = PeerProcess.start(
                    "ffmpeg", "-nostdin", "-v", "error", "-rtsp_transport", "tcp", "-i", url, "-f", "null", "-")) {
                Await.until("it plays", LIMIT, () -> own.log().stream().anyMatch(line -> line.contains("rtsp.play")));
                Files.writeString(own.home().resolve("conf/sluice.yaml"), USERS.replace("name: tom", "name: tim"));
                Await.until(
                        "it is ended",
                        Duration.ofSeconds(15), // two until the file is read
                        () -> own.log().stream()
                                .anyMatch(line -> line.contains("rtsp.closed")
                                        && line.contains("the user was removed or changed")));
                viewer.awaitExit(LIMIT);
            }
        }
    }
}
