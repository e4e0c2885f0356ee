/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code src/main/c/fanout-limit.c}: the fewest sends for each unit and reader, nothing else. */
final class LimitProgram implements Subject {
    private final Programs.Running program;
    private final int port;

    LimitProgram(Programs programs, Path source) throws IOException, InterruptedException {
        this(programs, source, Programs.SERVER_CORE);
    }

    /** @param options {@code packets}: over UDP each packet is sent by itself */
    LimitProgram(Programs programs, Path source, int core, String... options) throws IOException, InterruptedException {
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
        List<String> command = new ArrayList<>(List.of(binary.toString(), Integer.toString(port)));
        command.addAll(List.of(options));
        program = programs.start(core, "limit", Map.of(), command);
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
