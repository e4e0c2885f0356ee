/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.net.TestCertificate;
import io.sluice.testkit.Await;
import io.sluice.testkit.camera.HttpTunnelFront;
import io.sluice.testkit.camera.WebSocketFront;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** RTSP inside of HTTP and of WebSocket, in the clear and inside of TLS. */
final class TunnelTest extends ScriptedCase {
    private static String rtsp(int port, String options) {
        return "rtsp://127.0.0.1:" + port + "/live" + options;
    }

    @Test
    void playsThroughHttp() throws Exception {
        try (var front = new HttpTunnelFront(camera.port(), null)) {
            plays(rtsp(front.port(), "#transport=http"), 9);
            assertThat(front.posts()).isOne();
            assertThat(front.connections()).isEqualTo(2);
            producers.remove(0).close();
            assertThat(camera.requests("TEARDOWN")).hasSize(1);
            Await.until("the camera is let go", SOON, () -> camera.openConnections() == 0);
        }
    }

    @Test
    void playsThroughHttpAtAnAddressOfItsOwn() throws Exception {
        try (var front = new HttpTunnelFront(camera.port(), null)) {
            plays(camera.url() + "#transport=http://127.0.0.1:" + front.port() + "/tunnel?x=1", 9);
            assertThat(camera.requests("DESCRIBE").get(0).url()).isEqualTo(camera.url());
        }
    }

    @Test
    void playsThroughHttpInsideOfTls() throws Exception {
        TestCertificate certificate = TestCertificate.make();
        try (var front = new HttpTunnelFront(camera.port(), certificate.server())) {
            String pin = "#fingerprint=sha256:" + certificate.sha256();
            plays("rtsps://127.0.0.1:" + front.port() + "/live#transport=http" + pin, 9);
            assertThat(refused("rtsps://127.0.0.1:" + front.port() + "/live#transport=http")
                            .reason())
                    .isEqualTo(Reason.UNTRUSTED);
        }
    }

    @Test
    void authenticatesToTheWebServer() throws Exception {
        try (var front = new HttpTunnelFront(camera.port(), null, "admin", "S3cr3t")) {
            plays("rtsp://admin:S3cr3t@127.0.0.1:" + front.port() + "/live#transport=http", 9);
            Opened.Refused wrong = refused("rtsp://admin:wr0ng@127.0.0.1:" + front.port() + "/live#transport=http");
            assertThat(wrong.reason()).isEqualTo(Reason.UNAUTHORIZED);
            assertThat(wrong.retry()).isEqualTo(Opened.Retry.CAREFULLY);
            assertThat(wrong.text())
                    .contains("refuses the user or the password")
                    .doesNotContain("wr0ng");
            assertThat(refused(rtsp(front.port(), "#transport=http")).text()).contains("wants a user");
        }
    }

    @Test
    void beginsAnotherPostWhenOneIsUsedUp() throws Exception {
        try (var front = new HttpTunnelFront(camera.port(), null)) {
            RtspConfig config = RtspConfig.of(Source.of(rtsp(front.port(), "#transport=http")));
            var patience = new Patience(config.peer(), SOON, SOON);
            RtspLink link = link(config, patience);
            var conversation = new Conversation(link, config.url());
            RtspHeaders long1k = RtspHeaders.of("X-Filler", "x".repeat(1000));
            for (int i = 0; i < 60; i++) { // some 80 KB in Base64
                assertThat(conversation
                                .ask("OPTIONS", config.url().withoutUserInfo(), long1k)
                                .get(10, TimeUnit.SECONDS)
                                .status())
                        .isEqualTo(200);
            }
            assertThat(front.posts()).isEqualTo(3);
            link.wire().close(Reason.NONE, "done");
            link.closed().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void saysThatAWebServerHasNoTunnel() throws Exception {
        try (var front = new WebSocketFront(camera.port(), null)) { // answers 400 to a GET without Upgrade
            Opened.Refused refused = refused(rtsp(front.port(), "#transport=http"));
            assertThat(refused.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
            assertThat(refused.text()).contains("127.0.0.1:" + front.port(), "400 Bad Request", "GET of the tunnel");
        }
        camera.on("GET", (request, peer) -> peer.text("SSH-2.0-x\r\n\r\n"));
        assertThat(refused(rtsp(camera.port(), "#transport=http")).text()).contains("does not speak HTTP");
        camera.on("GET", (request, peer) -> {});
        assertThat(refused(rtsp(camera.port(), "#transport=http#timeout=1")).reason())
                .isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void playsThroughAWebSocket() throws Exception {
        try (var front = new WebSocketFront(camera.port(), null)) {
            plays(camera.url() + "#transport=ws://127.0.0.1:" + front.port() + "/rtsp", 9);
            Await.until("a ping is answered", SOON, () -> front.pongs() > 0);
            producers.remove(0).close();
            assertThat(camera.requests("TEARDOWN")).hasSize(1);
        }
    }

    @Test
    void playsThroughAWebSocketInsideOfTls() throws Exception {
        TestCertificate certificate = TestCertificate.make();
        try (var front = new WebSocketFront(camera.port(), certificate.server())) {
            String there = "#transport=wss://127.0.0.1:" + front.port() + "/rtsp";
            plays(camera.url() + there + "#fingerprint=" + certificate.sha256(), 9);
            assertThat(refused(camera.url() + there).reason()).isEqualTo(Reason.UNTRUSTED);
        }
    }

    @Test
    void saysThatAWebServerHasNoWebSocket() throws Exception {
        try (var front = new HttpTunnelFront(camera.port(), null)) {
            Opened.Refused refused = refused(camera.url() + "#transport=ws://127.0.0.1:" + front.port() + "/x");
            assertThat(refused.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
            assertThat(refused.text()).contains("400 Bad Request", "WebSocket");
        }
    }

    private static RtspLink link(RtspConfig config, Patience patience) throws RefusedException {
        return new LinkDialer(dialer()).dial(config, patience, new RtspLog(Map.of()));
    }
}
