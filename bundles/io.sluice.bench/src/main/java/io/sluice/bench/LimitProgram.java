/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code src/main/c/fanout-limit.c}: one send for each unit and reader, nothing else. */
final class LimitProgram implements Subject {
    private final Programs.Running program;
    private final int port;

    LimitProgram(Programs programs, Path source) throws IOException, InterruptedException {
        Path binary = programs.scratch.resolve("fanout-limit");
        if (!binary.toFile().exists()) {
            String complaint = programs.run(
                    Programs.HARNESS_CORE,
                    "cc",
                    List.of(
                            "cc",
                            "-O2",
                            "-o",
                            binary.toString(),
                            source.resolve("bundles/io.sluice.bench/src/main/c/fanout-limit.c")
                                    .toString()),
                    60);
            if (!binary.toFile().canExecute()) {
                throw new IOException("the limit program does not compile: " + complaint);
            }
        }
        port = Subject.freePort();
        program = programs.start(
                Programs.SERVER_CORE, "limit", Map.of(), List.of(binary.toString(), Integer.toString(port)));
        program.await("ready", 5_000);
    }

    @Override
    public String name() {
        return "C";
    }

    @Override
    public String url() {
        return "rtsp://127.0.0.1:" + port + "/bench";
    }

    @Override
    public long pid() {
        return program.pid();
    }

    void stop() throws InterruptedException {
        program.stop();
    }
}
