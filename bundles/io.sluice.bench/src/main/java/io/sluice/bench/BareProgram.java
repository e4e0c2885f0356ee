/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** ffmpeg by itself, with the arguments that the driver has built in, writing to a pipe. */
final class BareProgram {
    static final String FFMPEG = "/usr/bin/ffmpeg";

    private static final String PRESETS = "bundles/io.sluice.driver.ffmpeg/src/main/resources/"
            + "io/sluice/driver/ffmpeg/command/presets.properties";
    private static final int IDR = 5;

    private final Properties presets = new Properties();

    BareProgram(Path source) throws IOException {
        try (InputStream in = Files.newInputStream(source.resolve(PRESETS))) {
            presets.load(in);
        }
    }

    private List<String> preset(String name, String input) {
        String text = presets.getProperty(name).replace("{timeout}", "5000000").replace("{input}", input);
        return List.of(text.split(" "));
    }

    /** @return milliseconds from the start to the first bytes of its first key picture */
    double firstPictureMs(String input, String video) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(FFMPEG, "-nostdin", "-v", "error"));
        command.addAll(preset("input.rtsp", input));
        command.addAll(preset("video." + video, input));
        command.addAll(List.of("-an", "-f", "h264", "-flush_packets", "1", "pipe:1"));
        long beganNs = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitKeyPicture(process.getInputStream());
            return (System.nanoTime() - beganNs) / 1e6;
        } finally {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** Start codes are 00 00 01 (H.264, annex B.1); the type is in the next byte's low five bits. */
    private static void awaitKeyPicture(InputStream stream) throws IOException {
        byte[] buffer = new byte[1 << 16];
        int last = 0xffffff;
        while (true) {
            int length = stream.read(buffer);
            if (length < 0) {
                throw new IOException("ffmpeg ended without a key picture");
            }
            for (int i = 0; i < length; i++) {
                if (last == 1 && (buffer[i] & 31) == IDR) {
                    return;
                }
                last = (last << 8 | buffer[i] & 255) & 0xffffff;
            }
        }
    }
}
