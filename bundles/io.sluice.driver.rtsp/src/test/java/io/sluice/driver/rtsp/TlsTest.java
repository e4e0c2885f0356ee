/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import io.sluice.net.TestCertificate;
import io.sluice.testkit.Await;
import io.sluice.testkit.camera.CameraFront;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RTSP inside of TLS, from a camera that has signed its certificate itself. */
final class TlsTest extends ScriptedCase {
    private static TestCertificate certificate;

    private CameraFront front;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.make();
    }

    @AfterAll
    static void forget() {
        certificate = null;
    }

    @BeforeEach
    void startFront() {
        front = new CameraFront(camera.port(), certificate.server());
    }

    @AfterEach
    void stopFront() {
        front.close();
    }

    private String url(String scheme, String options) {
        return scheme + "://127.0.0.1:" + front.port() + "/live" + options;
    }

    @Test
    void playsWithAnyCertificateByRtspx() throws Exception {
        plays(url("rtspx", ""), 9);
        assertThat(camera.requests("DESCRIBE").get(0).url()).startsWith("rtsps://127.0.0.1:");
    }

    @Test
    void playsWithThePinnedCertificate() throws Exception {
        plays(url("rtsps", "#fingerprint=sha256:" + certificate.sha256()), 9);
    }

    @Test
    void refusesAnotherThanThePinnedOneAndNamesWhatItFound() throws Exception {
        for (String scheme : new String[] {"rtsps", "rtspx"}) {
            Opened.Refused refused = refused(url(scheme, "#fingerprint=" + "00".repeat(32)));
            assertThat(refused.reason()).isEqualTo(Reason.UNTRUSTED);
            assertThat(refused.text()).contains("127.0.0.1:" + front.port(), "sha256:" + certificate.sha256());
        }
        assertThat(camera.requests()).isEmpty();
    }

    @Test
    void refusesACertificateThatNobodyHasSigned() throws Exception {
        Opened.Refused refused = refused(url("rtsps", ""));
        assertThat(refused.reason()).isEqualTo(Reason.UNTRUSTED);
        assertThat(refused.retry()).isEqualTo(Opened.Retry.YES);
        assertThat(refused.text()).contains("no authority that is trusted has signed it", certificate.sha256());
        assertThat(camera.requests()).as("nothing was said to a stranger").isEmpty();
    }

    @Test
    void saysThatACameraSpeaksNoTls() throws Exception {
        camera.on("OPTIONS", (request, peer) -> {});
        try (var clear = new CameraFront(camera.port(), null)) {
            Opened.Refused refused = refused("rtspx://127.0.0.1:" + clear.port() + "/live#timeout=2");
            assertThat(refused.reason()).isIn(Reason.TIMEOUT, Reason.PROTOCOL_ERROR);
            assertThat(refused.text()).contains("TLS");
        }
    }

    @Test
    void saysThatThePeerClosedWhenTheCameraGoes() throws Exception {
        plays(url("rtspx", ""), 9);
        front.close();
        Await.until("the end is told", SOON, () -> context.ended() != null);
    }
}
