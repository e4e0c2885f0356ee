/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.net.TestCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * GStreamer's RTSP server as it is (Debian: python3-gi, gir1.2-gst-rtsp-server-1.0), with a test picture and a tone.
 */
final class GStreamerServer implements AutoCloseable {
    private final Process process;
    private final int port;
    private final int tlsPort;

    /** @param directory for its script and certificate */
    GStreamerServer(Path directory, TestCertificate certificate) throws IOException {
        Path script = directory.resolve("gst_server.py");
        try (InputStream in = GStreamerServer.class.getResourceAsStream("gst_server.py")) {
            Files.copy(in, script);
        }
        Path pem = Files.writeString(directory.resolve("cert.pem"), certificate.pem());
        Path key = Files.writeString(directory.resolve("key.pem"), certificate.keyPem());
        // The system's own Python: packages of Debian are not seen by others.
        process = new ProcessBuilder("/usr/bin/python3", script.toString(), pem.toString(), key.toString())
                .redirectError(directory.resolve("log").toFile())
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String ports = out.readLine();
        if (ports == null) {
            throw new IOException("no GStreamer server: " + Files.readString(directory.resolve("log")));
        }
        port = Integer.parseInt(ports.split(" ")[0]);
        tlsPort = Integer.parseInt(ports.split(" ")[1]);
    }

    int port() {
        return port;
    }

    int tlsPort() {
        return tlsPort;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.getOutputStream().close();
    }
}
