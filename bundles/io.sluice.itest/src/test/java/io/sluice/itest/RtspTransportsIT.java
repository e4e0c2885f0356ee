/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One finished server pulls from another one, over every transport that both have, with one port for all. */
class RtspTransportsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static String fingerprint(Path pem) throws Exception {
        try (var in = Files.newInputStream(pem)) {
            byte[] certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
        }
    }

    @Test
    void everyTransportPlaysAndAWrongCertificateIsNamed() throws Exception {
        try (ServerProcess origin = ServerProcess.start("tls: { self_signed: true }\nstreams:\n  demo: demo:\n")) {
            Path pem = origin.home().resolve("conf/tls/self-signed.pem");
            String pin = "#fingerprint=sha256:" + fingerprint(pem);
            String there = "://localhost:" + origin.rtspPort() + "/demo#timeout=30";
            String yaml = "tuning: { open: 60s, start: 60s }\ntls: { ca: " + pem + " }\nstreams:\n"
                    + "  any: rtspx" + there + "\n"
                    + "  pinned: rtsps" + there + pin + "\n"
                    + "  checked: rtsps" + there + "\n"
                    + "  tunnel: rtsp" + there + "#transport=http\n"
                    + "  secret: rtsps" + there + "#transport=http" + pin + "\n"
                    + "  udp: rtsp" + there + "#transport=udp\n"
                    + "  wrong: rtsps" + there + "#fingerprint=sha256:" + "0".repeat(64) + "\n";
            try (ServerProcess server = ServerProcess.start(yaml);
                    RtspReaders readers = RtspReaders.open()) {
                String streams = "rtsp://127.0.0.1:" + server.rtspPort() + "/";
                List<RtspReader> all = new ArrayList<>();
                for (String name : List.of("any", "pinned", "checked", "tunnel", "secret", "udp")) {
                    RtspReader reader = readers.join(streams + name); // one after the other: both servers are cold
                    reader.awaitUnits(20, LIMIT);
                    all.add(reader);
                }
                readers.join(streams + "wrong");
                Await.until(
                        "the fingerprint is named in the log",
                        LIMIT,
                        () -> String.join("\n", server.log())
                                .contains("its fingerprint is sha256:" + fingerprint(pem)));
                assertThat(all).allMatch(reader -> reader.state() == RtspReader.State.PLAYING);
            }
        }
    }
}
