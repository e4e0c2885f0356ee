/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Opened.Retry;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.net.TestCertificate;
import io.sluice.testkit.camera.CameraFront;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cameras and balancers that send to another address; core follows, at most five times in a row. */
final class RedirectTest extends ScriptedCase {
    private void redirects(String status, String location) {
        camera.on("DESCRIBE", (request, peer) -> peer.answer(request, status, "Location: " + location));
    }

    private Opened open(String scheme, String userInfo, int port, String rest) throws Exception {
        return open(scheme + "://" + userInfo + "127.0.0.1:" + port + "/live" + rest);
    }

    /** RC-05 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "301 Moved Permanently",
                "302 Moved Temporarily",
                "303 See Other",
                "305 Use Proxy",
                "307 Temporary Redirect"
            })
    void followsEveryStatusAndKeepsThePasswordForTheHost(String status) throws Exception {
        redirects(status, "rtsp://127.0.0.1:8555/other?x=1");
        assertThat(open("rtsp", "admin:S3cr3t@", camera.port(), "#timeout=4"))
                .isEqualTo(new Opened.Redirect(Source.of("rtsp://admin:S3cr3t@127.0.0.1:8555/other?x=1#timeout=4")));
    }

    /** RC-05 */
    @ParameterizedTest
    @CsvSource({
        "rtsp://192.0.2.9/other, rtsp://192.0.2.9/other",
        "rtsp://guest:guest@192.0.2.9/other, rtsp://guest:guest@192.0.2.9/other",
        "rtsp://guest:guest@127.0.0.1/other, rtsp://guest:guest@127.0.0.1/other",
        "rtsps://127.0.0.1/other, rtsps://admin:S3cr3t@127.0.0.1/other",
        "rtsp://192.0.2.9/other#transport=ws://192.0.2.9/x, rtsp://192.0.2.9/other",
    })
    void sendsThePasswordToNoOtherHost(String location, String followed) throws Exception {
        redirects("302 Found", location);
        assertThat(open("rtsp", "admin:S3cr3t@", camera.port(), ""))
                .isEqualTo(new Opened.Redirect(Source.of(followed)));
    }

    /** RC-06 */
    @ParameterizedTest
    @CsvSource({
        "302 Found, exec:/bin/id",
        "302 Found, http://192.0.2.9/x",
        "302 Found, /other",
        "302 Found, ''",
        "300 Multiple Choices, rtsp://192.0.2.9/x",
        "304 Not Modified, rtsp://192.0.2.9/x"
    })
    void followsNothingElse(String status, String location) throws Exception {
        redirects(status, location);
        assertThat(refused(Reason.FORBIDDEN, Retry.YES).text()).contains(status);
    }

    /** RC-06 */
    @Test
    void neverFollowsOutOfTls() throws Exception {
        TestCertificate certificate = TestCertificate.make();
        try (var front = new CameraFront(camera.port(), certificate.server())) {
            redirects("302 Found", "rtsp://admin:x@127.0.0.1/clear");
            Opened refused = open("rtspx", "admin:S3cr3t@", front.port(), "");
            assertThat(refused).isInstanceOf(Opened.Refused.class);
            assertThat(((Opened.Refused) refused).reason()).isEqualTo(Reason.FORBIDDEN);
            assertThat(((Opened.Refused) refused).text())
                    .contains("not encrypted")
                    .doesNotContain(":x@", "S3cr3t");

            redirects("302 Found", "rtsps://127.0.0.1/other");
            assertThat(open("rtspx", "admin:S3cr3t@", front.port(), ""))
                    .isEqualTo(new Opened.Redirect(Source.of("rtspx://admin:S3cr3t@127.0.0.1/other")));
            redirects("302 Found", "rtsps://192.0.2.9/other");
            assertThat(open("rtspx", "admin:S3cr3t@", front.port(), ""))
                    .as("any certificate of this host, not of any other")
                    .isEqualTo(new Opened.Redirect(Source.of("rtsps://192.0.2.9/other")));
        }
    }
}
