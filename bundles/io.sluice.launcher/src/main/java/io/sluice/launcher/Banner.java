/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import java.util.ArrayList;
import java.util.List;

/** The one screen that tells the operator what runs, where, and what did not start. */
final class Banner {
    private Banner() {}

    static String of(RunOptions options, String version, List<String> partLines, List<String> notStarted) {
        List<String> lines = new ArrayList<>();
        lines.add("Sluice " + version + " on Java " + System.getProperty("java.version"));
        lines.add("  home " + options.home());
        partLines.forEach(line -> lines.add("  " + line));
        notStarted.forEach(line -> lines.add("  not started: " + line + "; the log says why"));
        lines.add("Ready; Ctrl-C ends it.");
        return String.join(System.lineSeparator(), lines);
    }
}
