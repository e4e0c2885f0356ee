/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real ffmpeg beside the listener. */
final class Ffmpeg implements AutoCloseable {
    private final Process process;
    private final Path words;

    Ffmpeg(List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "warning"));
        command.addAll(arguments);
        words = Files.createTempFile("loopback-ffmpeg", ".log");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(words.toFile())
                .start();
    }

    long pid() {
        return process.pid();
    }

    boolean runs() {
        return process.isAlive();
    }

    String words() throws IOException {
        return Files.readString(words);
    }

    void awaitEnd() throws InterruptedException, IOException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(words()).isTrue();
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Files.delete(words);
    }
}
