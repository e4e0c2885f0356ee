/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Opened.Retry;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.testkit.Await;
import io.sluice.testkit.Ports;
import io.sluice.testkit.driver.RecordingContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way that opening fails has its reason, and a text that names the peer and no password. */
final class RefusalTest extends ScriptedCase {
    @Test
    void namesAPortThatNobodyListensAt() throws Exception {
        int port = Ports.free();
        Opened.Refused refused = refused("rtsp://admin:S3cr3t@127.0.0.1:" + port + "/live");
        assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
        assertThat(refused.retry()).isEqualTo(Retry.YES);
        assertThat(refused.text()).contains("127.0.0.1:" + port).doesNotContain("S3cr3t");
    }

    @Test
    void namesAHostThatDoesNotExist() throws Exception {
        Opened.Refused refused = refused("rtsp://no-such-camera.invalid/live#timeout=3");
        assertThat(refused.reason()).isIn(Reason.UNREACHABLE, Reason.TIMEOUT);
        assertThat(refused.text()).contains("no-such-camera.invalid");
    }

    @Test
    void namesTheRequestThatIsNotAnswered() throws Exception {
        for (String method : new String[] {"OPTIONS", "DESCRIBE", "SETUP", "PLAY"}) {
            camera.close();
            startCamera();
            camera.on(method, (request, peer) -> {});
            Opened.Refused refused = refused(camera.url() + "#timeout=1");
            assertThat(refused.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(refused.text()).contains("127.0.0.1:" + camera.port(), method, "1 s");
            Await.until("the connection is closed", SOON, () -> camera.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403 Forbidden, FORBIDDEN, CAREFULLY",
        "404 Not Found, SOURCE_NOT_FOUND, YES",
        "400 Bad Request, PROTOCOL_ERROR, YES",
        "406 Not Acceptable, UNSUPPORTED_MEDIA, YES",
        "453 Not Enough Bandwidth, FAILED, YES",
        "500 Internal Server Error, FAILED, YES",
        "503 Service Unavailable, FAILED, YES"
    })
    void mapsTheStatus(String status, Reason reason, Retry retry) throws Exception {
        camera.on("DESCRIBE", (request, peer) -> peer.answer(request, status));
        assertThat(refused(reason, retry).text()).contains("127.0.0.1:" + camera.port(), status, "DESCRIBE");
    }

    @Test
    void saysThatThereIsNothingUsable() throws Exception {
        camera.sdp("""
            v=0
            m=video 0 RTP/SAVP 96
            a=rtpmap:96 H264/90000
            m=application 0 RTP/AVP 107
            a=rtpmap:107 vnd.onvif.metadata/90000
            """);
        Opened.Refused refused = refused(Reason.UNSUPPORTED_MEDIA, Retry.YES);
        assertThat(refused.text()).contains("encrypted", "h264", "vnd.onvif.metadata");
    }

    @Test
    void saysThatTheDescriptionIsNone() throws Exception {
        camera.sdp("<html>hello</html>");
        assertThat(refused(Reason.PROTOCOL_ERROR, Retry.YES).text()).contains("description");
    }

    @Test
    void saysThatTheCameraInsistsOnUdp() throws Exception {
        camera.on("SETUP", (request, peer) -> peer.answer(request, "461 Unsupported Transport"));
        assertThat(refused(Reason.UNSUPPORTED_MEDIA, Retry.YES).text()).contains("461", "SETUP");
    }

    @Test
    void saysThatTheCameraAnswersWithUdp() throws Exception {
        camera.on(
                "SETUP",
                (request, peer) -> peer.ok(
                        request,
                        "Session: 1",
                        "Transport: RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001"));
        Opened.Refused refused = refused(camera.url() + "#transport=tcp");
        assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_MEDIA);
        assertThat(refused.text()).contains("UDP");
    }

    @Test
    void saysThatThePeerIsAWebServer() throws Exception {
        camera.on("OPTIONS", (request, peer) -> {
            peer.text("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            peer.close();
        });
        assertThat(refused(Reason.PROTOCOL_ERROR, Retry.YES).text()).contains("HTTP/1.1 400", "does not speak RTSP");
    }

    @Test
    void saysThatThePeerSpeaksSomethingElseAndThenIsSilent() throws Exception {
        camera.on("OPTIONS", (request, peer) -> peer.text("SSH-2.0-OpenSSH_9.2\r\n"));
        Opened.Refused refused = refused(camera.url() + "#timeout=1");
        assertThat(refused.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
        assertThat(refused.text()).contains("SSH-2.0");
    }

    @Test
    void givesUpOnEndlessRubbish() throws Exception {
        camera.on("DESCRIBE", (request, peer) -> peer.send(new byte[WireReader.MAX_SKIPPED_BYTES + 10]));
        assertThat(refused(Reason.PROTOCOL_ERROR, Retry.YES).text()).contains("127.0.0.1:" + camera.port());
    }

    @Test
    void saysThatTheCameraHangsUp() throws Exception {
        camera.on("DESCRIBE", (request, peer) -> peer.close());
        assertThat(refused(Reason.ENDED, Retry.YES).text()).contains("closed the connection", "DESCRIBE");
        camera.on("DESCRIBE", (request, peer) -> peer.reset());
        assertThat(refused(Reason.RESET, Retry.YES).text()).contains("reset the connection", "DESCRIBE");
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp:nothing, rtsp://host/path",
        "rtsp://host:99999/x, port",
        "rtsp:///x, host",
        "rtsp://h/x#transport=pigeon, 'auto, tcp, udp, multicast, http'",
        "rtsp://h/x#transport=ws:///x, host",
        "rtsps://h/x#transport=udp, in the clear",
        "rtspx://h/x#transport=http://h/x, https://",
        "rtsps://h/x#fingerprint=sha256:12, 64",
        "rtsp://h/x#fingerprint=sha256:12, rtsps",
        "rtsp://h/x#timeout=0, 600",
        "rtsp://h/x#timeout=soon, seconds",
        "rtsp://h/x#media=smell, video",
        "rtsp://h/x#backchannel=maybe, 0 or 1",
        "rtsp://h/x#frobnicate, #media"
    })
    void refusesASourceThatIsWrong(String source, String hint) throws Exception {
        Opened.Refused refused = refused(source);
        assertThat(refused.reason()).isEqualTo(Reason.INVALID);
        assertThat(refused.retry()).isEqualTo(Retry.NO);
        assertThat(refused.text()).contains(hint);
    }

    @Test
    void isInTimeForTheDeadlineOfTheAttempt() throws Exception {
        camera.on("DESCRIBE", (request, peer) -> {});
        context = new RecordingContext(StreamName.of("test"), Duration.ofSeconds(1));
        long from = System.nanoTime();
        assertThat(refused(camera.url()).reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(System.nanoTime() - from).isLessThan(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void endsWhenTheGenerationIsOver() throws Exception {
        camera.on("DESCRIBE", (request, peer) -> {});
        CompletableFuture<Opened> opened = CompletableFuture.supplyAsync(() -> {
            try {
                return open();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        awaitRequest("DESCRIBE", 1);
        context.cancel();
        assertThat(opened.get(2, TimeUnit.SECONDS)).isInstanceOf(Opened.Refused.class);
        Await.until("the connection is closed", SOON, () -> camera.openConnections() == 0);
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws Exception {
        camera.on("DESCRIBE", (request, peer) -> {});
        var opened = new CompletableFuture<Opened>();
        var thread = new Thread(() -> {
            try {
                opened.complete(open());
            } catch (Exception e) {
                opened.completeExceptionally(e);
            }
        });
        thread.start();
        awaitRequest("DESCRIBE", 1);
        thread.interrupt();
        assertThat(opened.get(2, TimeUnit.SECONDS)).isInstanceOf(Opened.Refused.class);
        Await.until("the connection is closed", SOON, () -> camera.openConnections() == 0);
    }
}
