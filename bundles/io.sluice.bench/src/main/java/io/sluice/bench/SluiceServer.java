/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The distribution, started as users start it, with a home of its own. */
final class SluiceServer implements Subject {
    private static final long START_MS = 60_000;

    private final Programs.Running program;
    private final int port;
    private final int httpPort;

    /**
     * @param home kept from an earlier start, or not there yet
     * @param camera what the stream {@code pulled} comes from
     */
    static SluiceServer start(Programs programs, Path distribution, Path home, String camera) throws IOException {
        SluiceServer server = new SluiceServer(programs, Programs.SERVER_CORE, distribution, home, camera);
        server.awaitReady();
        return server;
    }

    /** @param cameras how many streams {@code cam0}, {@code cam1} … come from the camera, too */
    static SluiceServer start(Programs programs, Path distribution, Path home, String camera, int cameras)
            throws IOException {
        SluiceServer server = new SluiceServer(programs, Programs.SERVER_CORE, distribution, home, camera, cameras);
        server.awaitReady();
        return server;
    }

    /** @param sections of the configuration, among them {@code streams}; without any, {@code bench} alone */
    static SluiceServer start(Programs programs, int core, Path distribution, Path home, String sections)
            throws IOException {
        SluiceServer server = new SluiceServer(
                programs, distribution, home, sections.isEmpty() ? "streams: { bench: }\n" : sections, core);
        server.awaitReady();
        return server;
    }

    void awaitReady() throws IOException {
        program.await("Ready", START_MS);
    }

    /** Does not wait until it is ready. */
    SluiceServer(Programs programs, int core, Path distribution, Path home, String camera) throws IOException {
        this(programs, core, distribution, home, camera, 0);
    }

    private SluiceServer(Programs programs, int core, Path distribution, Path home, String camera, int cameras)
            throws IOException {
        this(programs, distribution, home, """
                streams:
                  demo: "demo:"
                  bench:
                  pulled: "%s"
                %s""".formatted(camera, Peer.cameras(cameras, camera)), core);
    }

    private SluiceServer(Programs programs, Path distribution, Path home, String sections, int core)
            throws IOException {
        port = Subject.freePort();
        httpPort = Subject.freePort();
        Files.createDirectories(home.resolve("conf"));
        Path configuration = home.resolve("conf/sluice.yaml");
        Files.writeString(configuration, """
                rtsp: { listen: "127.0.0.1:%d", udp_port: %d }
                api: { listen: "127.0.0.1:%d" }
                %stuning: { linger: 0s }
                """.formatted(port, Subject.freePair(), httpPort, sections));
        program = programs.start(
                core,
                "sluice",
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                List.of(distribution.resolve("sluice").toString(), "run", "--home", home.toString()));
    }

    @Override
    public String name() {
        return "Sluice";
    }

    @Override
    public String url() {
        return url("bench");
    }

    String url(String stream) {
        return "rtsp://127.0.0.1:" + port + "/" + stream;
    }

    String http() {
        return "http://127.0.0.1:" + httpPort;
    }

    int port() {
        return port;
    }

    @Override
    public long pid() {
        return program.pid();
    }

    void stop() throws InterruptedException {
        program.stop();
    }
}
