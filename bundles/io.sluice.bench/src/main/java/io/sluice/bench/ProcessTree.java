/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server has open now, out of {@code /proc}.
 *
 * @param threads of the server itself
 * @param descriptors of the server itself
 * @param programs its descendants that are ffmpeg
 */
record ProcessTree(int threads, int descriptors, int programs) {
    static ProcessTree of(long pid) throws IOException {
        return new ProcessTree(
                entries("/proc/" + pid + "/task"),
                entries("/proc/" + pid + "/fd"),
                programs(pid).size());
    }

    private static int entries(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            return (int) entries.count();
        }
    }

    static List<ProcessHandle> programs(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(process -> process.info().command().orElse("").endsWith("/ffmpeg"))
                .toList();
    }

    /** Of all programs of a server together. */
    static double programsCpuMs(long pid) throws IOException {
        double sum = 0;
        for (ProcessHandle program : programs(pid)) {
            sum += ProcessUse.of(program.pid()).cpuMs();
        }
        return sum;
    }

    boolean within(ProcessTree before) {
        return threads <= before.threads && descriptors <= before.descriptors && programs <= before.programs;
    }
}
