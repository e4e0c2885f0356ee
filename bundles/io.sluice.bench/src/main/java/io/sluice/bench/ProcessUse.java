/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used, out of {@code /proc}.
 *
 * @param cpuMs of all its threads
 */
record ProcessUse(double cpuMs, double rssMb) {
    /** USER_HZ is 100 on every Linux that we know. */
    private static final double MS_PER_TICK = 10;

    static ProcessUse of(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // proc(5): the name in parentheses may hold blanks; utime and stime are fields 14 and 15, state is 3.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        String rss = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow(() -> new IOException("process " + pid + " has ended"));
        return new ProcessUse(ticks * MS_PER_TICK, Double.parseDouble(rss.replaceAll("\\D", "")) / 1024);
    }
}
