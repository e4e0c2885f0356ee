/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Source;
import io.sluice.net.RealDialer;
import io.sluice.net.TestCertificate;
import io.sluice.testkit.Await;
import io.sluice.testkit.driver.RecordedTrack;
import io.sluice.testkit.driver.RecordingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transports against a server that others have written. */
final class GStreamerServerTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static RealDialer dialer;
    private static GStreamerServer server;
    private static TestCertificate certificate;

    @BeforeAll
    static void start() throws Exception {
        dialer = new RealDialer();
        certificate = TestCertificate.make();
        server = new GStreamerServer(directory, certificate);
    }

    @AfterAll
    static void stop() throws Exception {
        dialer.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp, tcp, ''",
        "rtsp, udp, #transport=udp",
        "rtsp, udp, ''", // 461 to TCP
        "rtsp, tcp, #transport=udp", // 461 to UDP
        "rtsp, tcp, #transport=http",
        "rtsps, tcp, #fingerprint=sha256:PIN",
        "rtsps, tcp, #transport=http#fingerprint=sha256:PIN",
    })
    void plays(String scheme, String path, String options) throws Exception {
        int port = scheme.equals("rtsp") ? server.port() : server.tlsPort();
        String url = scheme + "://127.0.0.1:" + port + "/" + path + options.replace("PIN", certificate.sha256());
        var context = new RecordingContext();
        var driver = new RtspDriver(dialer, dialer.datagrams(), Map.of());
        Opened opened = driver.open(Source.of(url), context);
        assertThat(opened).isInstanceOf(Opened.Producing.class);
        try (var producer = ((Opened.Producing) opened).producer()) {
            assertThat(producer).isNotNull();
            assertThat(context.tracks()).hasSize(2);
            for (RecordedTrack track : context.tracks()) {
                Await.until(() -> "10 units of " + track + " over " + url, SOON, () -> track.count() >= 10);
            }
            assertThat(context.violations()).isEmpty();
            assertThat(context.ended()).isNull();
        }
    }
}
