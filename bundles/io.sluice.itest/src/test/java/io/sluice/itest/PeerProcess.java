/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A foreign program that streams from or to the server: ffmpeg, ffprobe, gst-launch-1.0. Ended with the test. */
public final class PeerProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private PeerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** What it writes to both outputs is kept. */
    public static PeerProcess start(String... command) throws IOException {
        Path output = Dist.workDirectory("peer").resolve("output");
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        return new PeerProcess(process, output);
    }

    /** Runs to its end; fails when it takes longer or ends with an error. */
    public static String run(Duration limit, String... command) throws IOException, InterruptedException {
        try (PeerProcess peer = start(command)) {
            int code = peer.awaitExit(limit);
            if (code != 0 && command[0].startsWith("gst-launch") && GStreamer.onlyLostItsPause(peer.output())) {
                return ""; // it has had all it wanted
            }
            if (code != 0) {
                throw new AssertionError(String.join(" ", command) + " ended with " + code + ": " + peer.output());
            }
            return peer.output();
        }
    }

    public int awaitExit(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + limit + ": " + output());
        }
        return process.exitValue();
    }

    public String output() throws IOException {
        return Files.readString(output);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM: peers then say goodbye. */
    public void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
